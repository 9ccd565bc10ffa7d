import { sectionsOf } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { listNames, NameSet, quoted, usedSettings } from "../conf.js";

export const check: Check = {
  id: "description/unused-section",
  summary: "a parser or a digest list that no phase has",
  severity: "warning",
  bootFile(file, report) {
    const phases = sectionsOf(file, "phase").map(usedSettings);
    if (phases.length === 0) return;
    if (phases.every((settings) => settings.has("digest-lists"))) {
      const present = new NameSet(listNames(file).present);
      for (const { name, header } of sectionsOf(file, "digest-list"))
        if (name !== undefined && present.overlaps(name.text) === false)
          report({
            span: header,
            message: `No phase has a digest list ${quoted(name.text)}: each one says which lists it has, and it is none of them.`,
            help: "Add it to the digest-lists of a phase, or remove the section.",
          });
    }
    if (phases.every((settings) => settings.has("parsers"))) {
      // A step or a copy of the module can bring a parser too.
      const elsewhere = [...sectionsOf(file, "step"), ...sectionsOf(file, "file")].map(usedSettings);
      const present = new Set(
        [
          ...phases.map((settings) => settings.get("parsers")),
          ...elsewhere.map((settings) => settings.get("parser")),
        ].flatMap((setting) => setting?.words.map(({ text }) => text) ?? []),
      );
      for (const section of sectionsOf(file, "parser")) {
        const load = usedSettings(section).get("load")?.value.text;
        // Only a module has to be there.
        if (section.name === undefined || present.has(section.name.text) || load === "builtin" || load === "absent")
          continue;
        report({
          span: section.header,
          message: `No phase has the module of the parser ${quoted(section.name.text)}: each one says which parsers it has, and it is none of them.`,
          help: 'Add it to the parsers of a phase, say "load = builtin" if it needs no module, or remove the section.',
        });
      }
    }
  },
};
