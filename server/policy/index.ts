export * from "./access.js";
export * from "./boxes.js";
export * from "./change.js";
export * from "./decide.js";
export * from "./deciders.js";
export * from "./match.js";
export * from "./space.js";
export * from "./unreachable.js";
