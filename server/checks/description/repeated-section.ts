import type { Section } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { quoted } from "../conf.js";

export const check: Check = {
  id: "description/repeated-section",
  summary: "a section that describes what another one describes already",
  severity: "error",
  bootFile(file, report) {
    const first = new Map<string, Section>();
    for (const section of file.sections) {
      const { spec, name, header } = section;
      if (spec === undefined || spec.ordered || (spec.nameOf !== undefined && !name?.text)) continue;
      const identity = spec.nameOf === undefined ? spec.kind : `${spec.kind} ${name?.text}`;
      const before = first.get(identity);
      if (before === undefined) {
        first.set(identity, section);
        continue;
      }
      report({
        span: header,
        message:
          spec.nameOf === undefined
            ? `This section is not used: there is a [${spec.kind}] section above, and only one counts.`
            : `This section is not used: the section above describes [${spec.kind}] ${quoted(name?.text ?? "")} already.`,
        help: `Move its settings to the first one${spec.nameOf === undefined ? "" : ", or give it another name"}.`,
        related: [{ span: before.header, message: "the section that counts" }],
      });
    }
  },
};
