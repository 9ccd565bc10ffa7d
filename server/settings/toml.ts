/** imalint.toml -> settings. Apart from the rest, as the parser of TOML is needed only where there is such a file. */

import { parse, TomlError } from "smol-toml";
import { LineIndex } from "../../grammar/index.js";
import { readLayers } from "./read.js";
import type { Settings, SettingsProblem } from "./settings.js";
import { TomlPlaces } from "./toml-places.js";

/** Reads an imalint.toml. Takes any text; what is wrong with it is told, and the rest counts. */
export function readSettings(text: string, path: string): { settings: Settings; problems: SettingsProblem[] } {
  let object: unknown;
  try {
    object = parse(text.replace(/^\ufeff/, " "));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ""] = error.message.split("\n");
    const message = `no TOML: ${first.replace(/^Invalid TOML document: /, "")}`;
    return {
      settings: { layers: [] },
      problems: [{ source: path, line: error.line, column: error.column, message }],
    };
  }
  const places = new TomlPlaces(text);
  const lines = new LineIndex(text);
  const { layers, problems } = readLayers(object, {
    name: path,
    spelled: (name) => name,
    placeOf: (key) => {
      const offset = places.offsetOf(key);
      if (offset === undefined) return undefined;
      const { line, column } = lines.position(offset);
      return { line, column };
    },
    isShared: false,
  });
  return { settings: { layers }, problems };
}
