export * from "./model.js";
export * from "./sections.js";
