import { criticalDataLabels } from "../../../grammar/index.js";
import { root } from "../../policy/index.js";
import type { Check } from "../check.js";
import { lineBelow } from "../edits.js";
import { reach, rootOnDisk } from "../reach.js";

const label = criticalDataLabels.find(({ name }) => name === "modules");

export const check: Check = {
  id: "measure/module-without-file",
  summary: "modules are measured when they come from a file, and not otherwise",
  severity: "info",
  fixable: true,
  policy(context, report) {
    if (label === undefined || !context.kernel.knows(label)) return;
    const loaded = { ...rootOnDisk, hooks: ["MODULE_CHECK"], parser: false };
    // A rule for files of any kind says nothing about modules being the point.
    const first = reach(context, "measure", loaded)?.does.find(({ entry }) => entry?.func !== undefined);
    const data = reach(context, "measure", { hooks: ["CRITICAL_DATA"], user: root });
    if (first === undefined || data === undefined) return;
    const decides = [...data.does, ...data.exempts].some(
      ({ entry }) => entry?.criticalData?.includes(label.name) ?? true,
    );
    // Such a rule, by being there, makes the kernel refuse modules from memory, or look for a valid signature.
    const appraises = context.policy.rules.some(
      ({ entry }) => entry?.action.name === "appraise" && entry.func === "MODULE_CHECK",
    );
    if (decides || appraises) return;
    report({
      span: first.span,
      message:
        "A module that is loaded with init_module() leaves no trace: it comes from memory, and MODULE_CHECK is asked about modules in files. kmod uses init_module() for compressed modules that it unpacks by itself.",
      help: `Measure them as critical data: measure func=CRITICAL_DATA label=${label.name}.`,
      fixes: [
        {
          title: "Measure modules that come from memory",
          safe: false,
          edits: [lineBelow(first, `measure func=CRITICAL_DATA label=${label.name}`)],
        },
      ],
    });
  },
};
