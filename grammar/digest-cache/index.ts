export * from "./model.js";
export { parseBootFile } from "./parser.js";
export * from "./pattern.js";
export * from "./printer.js";
export * from "./sections.js";
