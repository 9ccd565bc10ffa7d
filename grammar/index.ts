export * from "./boot-inputs/ima-parameters.js";
export * from "./boot-inputs/kernel-command-line.js";
export * from "./boot-inputs/kernel-config.js";
export * from "./digest-cache/index.js";
export * from "./ima-policy/index.js";
export * from "./kernel/index.js";
export * from "./text.js";
