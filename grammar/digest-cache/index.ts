export * from "./list-name.js";
export * from "./model.js";
export * from "./sections.js";
