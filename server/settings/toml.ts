/** imalint.toml -> settings. Apart from the rest, as the parser of TOML is needed only where there is such a file. */

import { parse, TomlError } from "smol-toml";
import { LineIndex } from "../../grammar/index.js";
import { readLayers } from "./read.js";
import type { Settings, SettingsProblem } from "./settings.js";
import { TomlPlaces } from "./toml-places.js";

/** Longer ones would hold up whoever waits for what is set in them. */
const longest = 100_000;

function broken(path: string, problem: Omit<SettingsProblem, "source">): ReturnType<typeof readSettings> {
  return { settings: { layers: [] }, problems: [{ source: path, ...problem }] };
}

/** Reads an imalint.toml. Takes any text; what is wrong with it is told, and the rest counts. */
export function readSettings(text: string, path: string): { settings: Settings; problems: SettingsProblem[] } {
  if (text.length > longest) return broken(path, { message: `larger than ${longest} characters, and so left out` });
  let object: unknown;
  try {
    object = parse(text.replace(/^\ufeff/, " "));
  } catch (error) {
    // The parser goes into each table and list, and there may be more of them than it can go into.
    if (error instanceof RangeError)
      return broken(path, { message: "its tables and lists lie too deep in each other" });
    if (!(error instanceof TomlError)) throw error;
    const [first = ""] = error.message.split("\n");
    const message = `no TOML: ${first.replace(/^Invalid TOML document: /, "")}`;
    return broken(path, { line: error.line, column: error.column, message });
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
