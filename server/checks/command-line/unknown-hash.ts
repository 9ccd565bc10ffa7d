import { hasDriver, hashAlgorithms, type Kernel, readImaParameters, valuePlace } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { suggestionFix } from "../edits.js";
import { shortened } from "../shortened.js";
import { suggest } from "../suggest.js";

function reasonFor(name: string, kernel: Kernel): string {
  if (kernel.hashAlgorithm(name) !== undefined) return `the template "ima" takes sha1 and md5 alone, not ${name}`;
  const known = hashAlgorithms.find((algorithm) => algorithm.name === name);
  if (known?.renamedTo !== undefined) return `Linux ${kernel.version} calls ${name} ${known.renamedTo}`;
  if (known?.since !== undefined) return `${name} came with Linux ${known.since}`;
  return `it knows no algorithm "${shortened(name)}"`;
}

/** Whether the kernel has the name and no code for it. */
function isNameOnly(name: string, kernel: Kernel): boolean {
  const algorithm = kernel.hashAlgorithm(name);
  if (algorithm === undefined) return false;
  return !hasDriver(algorithm, kernel) || algorithm.config.every((option) => kernel.option(option) === false);
}

export const check: Check = {
  id: "command-line/unknown-hash",
  summary: "an algorithm of ima_hash= that this kernel cannot hash with",
  severity: "warning",
  fixable: true,
  commandLine(line, kernel, report) {
    const { hash } = readImaParameters(line, kernel);
    const usual = kernel.config.CONFIG_IMA_DEFAULT_HASH ?? "the one that is built in (CONFIG_IMA_DEFAULT_HASH)";
    for (const parameter of line.parameters) {
      const { name, value } = parameter;
      if (name !== "ima_hash" || value === undefined) continue;
      if (parameter === hash?.parameter) {
        if (isNameOnly(hash.value, kernel))
          report({
            span: valuePlace(parameter),
            message: `The kernel hashes with ${usual}: it knows the name ${hash.value} and has no code for it.`,
          });
        // Later ones are not looked at.
        return;
      }
      const known = hashAlgorithms.find((algorithm) => algorithm.name === value);
      const names = hashAlgorithms.filter((algorithm) => kernel.knows(algorithm)).map((algorithm) => algorithm.name);
      const near = known === undefined ? suggest(value, names) : undefined;
      const used = hash?.value ?? usual;
      report({
        span: valuePlace(parameter),
        message: `The kernel takes no notice of this and hashes with ${used}: ${reasonFor(value, kernel)}.`,
        help: near && `Did you mean "${near.word}"?`,
        fixes: suggestionFix(near && { ...near, sure: false }, valuePlace(parameter)),
      });
    }
  },
};
