import { type Check, either } from "../check.js";
import { usedSettings } from "../conf.js";

/** What each kind of step has to say, in one of these keys. */
const needs: Readonly<Record<string, readonly string[]>> = {
  access: ["file", "parser", "digest-list"],
  "load-module": ["file", "parser"],
  "init-module": ["file", "parser"],
  install: ["file", "parser", "digest-list"],
  remove: ["file", "parser", "digest-list"],
  "reset-list": ["digest-list"],
  unload: ["parser"],
  "set-default-path": ["path"],
  setxattr: ["file"],
};

export const check: Check = {
  id: "description/missing-key",
  summary: "a section that means nothing without a key",
  severity: "error",
  bootFile(file, report) {
    for (const section of file.sections) {
      const { spec, header } = section;
      if (spec === undefined) continue;
      const used = usedSettings(section);
      for (const { name, required, choices } of spec.keys)
        if (required && !used.has(name))
          report({
            span: header,
            message: `[${spec.kind}] has no ${name}, so the section is not used.`,
            help: `Add "${name} = ..."${choices ? `, one of ${choices.map(({ word }) => word).join(", ")}` : ""}.`,
          });
      const what = used.get("do")?.value;
      const wanted = what && Object.hasOwn(needs, what.text) ? needs[what.text] : undefined;
      if (what !== undefined && wanted !== undefined && !wanted.some((key) => used.has(key)))
        report({
          span: what.span,
          message: `The step does not say what "${what.text}" happens to, so it is not used.`,
          help: `Add the key ${either(wanted)}.`,
        });
    }
  },
};
