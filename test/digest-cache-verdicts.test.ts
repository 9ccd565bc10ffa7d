/** What a patched kernel did in set-ups of digest lists, step by step, against what the model says of them. */

import { describe, expect, it } from "vitest";
import { analyzeBoot, type StepResult, walk } from "../server/boot/index.js";
import { lint } from "../server/index.js";
import { bootOf } from "./boot.js";
import { descriptionOf, type Observation, type ObservedStep } from "./observed-boots.js";
import { readJsonLines, readShared, sharedFiles } from "./shared.js";

const records = sharedFiles("facts", /^digest-cache-verdicts.*\.jsonl$/).flatMap((path) =>
  readJsonLines<Observation>(readShared(path)),
);
const boots = records.filter(({ timeline }) => timeline !== undefined);

/** What came of a step, in the words of the observation. */
function outcome({ result, loadedBefore }: StepResult, op: string): string {
  if (result.value === "depends") return "depends";
  if (result.value === "yes") return loadedBefore ? "EEXIST" : "OK";
  const kinds = [...walk(result.because)];
  if (op === "finit_module" || op === "init_module") {
    const kind = kinds[0]?.kind;
    if (kind === "no-capability" || kind === "modules-disabled") return "EPERM";
    if (kind === "parser-unsigned") return "EKEYREJECTED";
    if (kinds[0]?.access?.hook === "FILE_CHECK") return "denied at open: EACCES";
  }
  return "EACCES";
}

function expectSteps(observed: readonly ObservedStep[], results: readonly StepResult[]): void {
  let at = 0;
  const predicted = observed.map((step) => {
    if (step.op === "read default_path") return step;
    if (step.op === "loaded modules") {
      const names = results[at - 1]?.modules ?? [];
      return { ...step, result: [...names].sort().join(" ") || "(none)" };
    }
    const result = results[at++];
    if (result === undefined) return { ...step, result: "no step" };
    return step.result === undefined ? step : { ...step, result: outcome(result, step.op) };
  });
  const modules = (step: ObservedStep) =>
    step.op === "loaded modules"
      ? { ...step, result: step.result?.replace("nls_utf8", "nls").split(" ").sort().join(" ") }
      : step;
  expect(predicted.map(modules)).toEqual(observed.map(modules));
  expect(results.length).toBe(at);
}

describe.skipIf(boots.length === 0)("observed boots", () => {
  it.each(boots.map((record) => [record.id, record] as const))("%s", (_, record) => {
    const { conf, policy, observedSteps } = descriptionOf(record);
    const refused =
      policy !== undefined &&
      lint([{ path: "ima-policy", text: policy }], { dialect: "digest-cache", kernels: ["6.12"], loader: "write" })
        .summary.rejected > 0;
    if (record.observed.policy_accepted !== undefined) expect(!refused).toBe(record.observed.policy_accepted);
    const description = bootOf(conf, {
      "ima-policy": { text: policy ?? "", refused },
      config: "CONFIG_IMA_WRITE_POLICY=y\n",
    });
    expect(description.faults).toEqual([]);
    const analysis = analyzeBoot(description);
    const results = analysis.phases.flatMap(({ steps }) => steps);
    expectSteps(
      record.observed.steps,
      observedSteps.flatMap((at) => results[at] ?? []),
    );
    const { measurement_list: measured } = record.observed;
    if (measured !== undefined) {
      const predicted = analysis.phases
        .flatMap(({ measurements }) => measurements)
        .map(({ pcr, path }) => `pcr=${pcr} ${path.replace("/VERSION/", "/<ver>/")}`);
      expect(predicted).toEqual(
        measured.filter((line) => !line.endsWith("boot_aggregate")).map((line) => line.replace(/ \S+:\S+ /, " ")),
      );
    }
  });
});
