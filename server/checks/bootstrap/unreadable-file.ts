import { sentence } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/unreadable-file",
  summary: "a file that the description names and that cannot be read",
  severity: "error",
  boot({ description }, report) {
    for (const { text, place } of description.faults)
      if (place !== undefined)
        report(place.path, {
          span: place.span,
          message: `${sentence(text)} imalint goes on as if it were not named.`,
          help: "Write the name as seen from the directory of this file, or take it out.",
        });
  },
};
