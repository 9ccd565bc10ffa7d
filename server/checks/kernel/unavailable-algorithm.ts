import { type HashAlgorithm, hasDriver, type Kernel } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { algorithmItems } from "../syntax/unknown-algorithm.js";

/** Whether the kernel has the algorithm; undefined when its configuration is not known well enough. */
function isAvailable(algorithm: HashAlgorithm, kernel: Kernel): boolean | undefined {
  if (!hasDriver(algorithm, kernel)) return false;
  const options = algorithm.config.map((option) => kernel.option(option));
  if (options.includes(true)) return true;
  return options.includes(false) ? false : undefined;
}

export const check: Check = {
  id: "kernel/unavailable-algorithm",
  summary: "a hash algorithm that the kernel knows by name but cannot compute",
  severity: "error",
  term: {
    keys: ["appraise_algos"],
    run(term, _rule, { kernel, assume }, report) {
      for (const { name, span } of algorithmItems(term)) {
        const algorithm = kernel.hashAlgorithm(name);
        if (algorithm === undefined) continue;
        const available = isAvailable(algorithm, kernel);
        if (available === undefined) {
          const options = algorithm.config.join(" or ");
          if (algorithm.usual) assume("the usual hash algorithms are available");
          else
            report({
              span,
              severity: "warning",
              message: `The kernel refuses this rule (EINVAL) unless it is built with ${options}, which is not usual: it knows the name "${name}", and cannot compute the algorithm without.`,
              help: "Say what your kernel has with --kernel-config, or take the algorithm out of the list.",
              assumptions: [`the kernel is built without ${options}`],
            });
        }
        if (available !== false) continue;
        const gone = !hasDriver(algorithm, kernel);
        report({
          span,
          message: refused(
            gone
              ? `the name "${name}" is known, but the algorithm was removed after Linux ${algorithm.driverUntil}.`
              : `the name "${name}" is known, but the kernel is built without the algorithm (${algorithm.config.join(", ")}).`,
          ),
          help: "Take it out of the list: one algorithm that is not there makes the kernel refuse the whole policy.",
          rejects: true,
        });
      }
    },
  },
};
