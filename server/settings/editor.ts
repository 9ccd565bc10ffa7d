/** The configuration of an editor -> settings. */

import { readLayers } from "./read.js";
import { editorName } from "./schema.js";
import type { Settings, SettingsProblem } from "./settings.js";

export const editorSource = "the settings of the editor";

/**
 * Reads what an editor has below "imalint": the names of imalint.toml in camel case. Other names are those of the editor's
 * own; null and empty texts and lists set nothing.
 */
export function settingsFromEditor(object: unknown): { settings: Settings; problems: SettingsProblem[] } {
  const { layers, problems } = readLayers(object, {
    name: editorSource,
    spelled: editorName,
    placeOf: () => undefined,
    isShared: true,
  });
  return { settings: { layers }, problems };
}
