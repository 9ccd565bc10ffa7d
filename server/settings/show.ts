/** What holds for a file, as TOML, each line with where it comes from. */

import type { Effective, Origin } from "./effective.js";
import { settingSpecs } from "./schema.js";

function originText({ layer: { source, places } }: Origin<unknown>, name: string): string {
  const place = places.get(name);
  return place === undefined ? source : `${source}:${place.line}`;
}

/** A text is written alike in JSON and in TOML, but for DEL; a list of texts likewise. */
function tomlValue(value: unknown): string {
  const text = Array.isArray(value) ? `[${value.map(tomlValue).join(", ")}]` : JSON.stringify(value);
  return text.replaceAll("\x7f", "\\u007f");
}

export function showSettings({ values, levels }: Effective): string {
  const rows: [string, string][] = [];
  for (const { name, byDefault, type, ofFiles } of settingSpecs) {
    if (type === "levels" || type === "globs") continue;
    const origin: Origin<unknown> | undefined = Object.entries(values).find(([key]) => key === name)?.[1];
    if (origin !== undefined) rows.push([`${name} = ${tomlValue(origin.value)}`, originText(origin, name)]);
    else if (!ofFiles) rows.push([`# ${name}`, `default: ${byDefault}`]);
  }
  if (levels.size > 0) rows.push(["", ""], ["[checks]", ""]);
  for (const [name, origin] of levels)
    rows.push([`${tomlValue(name)} = ${tomlValue(origin.value)}`, originText(origin, `checks.${name}`)]);
  const width = Math.min(60, Math.max(0, ...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) => `${right === "" ? left : `${left.padEnd(width)}  # ${right}`}\n`).join("");
}
