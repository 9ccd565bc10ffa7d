/**
 * Settings: what is set in imalint.toml or in an editor, and what follows for one file. readSettings() stands in toml.ts,
 * to be loaded when there is an imalint.toml.
 */

export { editorSource, settingsFromEditor } from "./editor.js";
export { type Effective, effectiveFor, type OptionsFor, optionsFor } from "./effective.js";
export { matchesGlob } from "./glob.js";
export { editorName, type SettingSpec, settingSpec, settingSpecs } from "./schema.js";
export {
  type Layer,
  type Level,
  merge,
  type Place,
  problemText,
  type Settings,
  type SettingsProblem,
  type Values,
} from "./settings.js";
export { showSettings } from "./show.js";

/** The name of the file with settings. */
export const settingsName = "imalint.toml";
