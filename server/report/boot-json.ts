/** What a boot comes to, as JSON, version 1. */

import type { Range } from "../../grammar/index.js";
import { type Answer, type BootAnalysis, type Reason, walk } from "../boot/index.js";
import type { Places } from "./places.js";

export interface BootJsonReason {
  readonly text: string;
  /** Where the rule or the fact stands that it rests on. */
  readonly path?: string;
  readonly range?: Range;
  /** Taken for granted, and the line of digest-cache.conf that says otherwise. */
  readonly assumed?: { readonly text: string; readonly change: string };
  readonly because: readonly BootJsonReason[];
}

/** Reasons that are written out; what follows more than this many is cut. */
const mostReasons = 200;

export function reasonsJson(reasons: readonly Reason[], places: Places): BootJsonReason[] {
  let left = mostReasons;
  const json = (list: readonly Reason[]): BootJsonReason[] =>
    list.flatMap((reason) => {
      if (left-- <= 0) return [];
      const place = places.placeOf(reason);
      const range = place && places.rangeOf(place);
      return [
        {
          text: reason.text,
          ...(place === undefined ? {} : { path: place.path }),
          ...(range === undefined ? {} : { range }),
          ...(reason.assumed === undefined ? {} : { assumed: reason.assumed }),
          because: json(reason.because),
        },
      ];
    });
  return json(reasons);
}

/** Which hook refused, for programs and modules that were refused at one. */
function refusedAt({ value, because }: Answer): string | undefined {
  if (value === "yes") return undefined;
  return [...walk(because)].find(({ access }) => access !== undefined)?.access?.hook;
}

export function bootJson(analysis: BootAnalysis, places: Places): string {
  const because = ({ because: reasons }: Answer) => reasonsJson(reasons, places);
  const { description } = analysis;
  const json = {
    version: 1,
    path: description.path,
    kernel: { version: description.kernel.version, dialect: description.dialect, appraise: description.mode.value },
    verdict: analysis.verdict,
    phases: analysis.phases.map((phase) => ({
      name: phase.phase.name,
      verdict: phase.verdict,
      relies: phase.relies,
      parsers: phase.parsers.map(({ parser, needed, available, proof }) => ({
        name: parser.format,
        needed,
        available: available.value,
        proof,
        because: because(available),
      })),
      digestLists: phase.lists.map((list) => ({
        name: list.list.name,
        needed: list.needed,
        usable: list.usable.value,
        for: list.for,
        because: because(list.usable),
      })),
      programs: phase.programs.map(({ name, file, runs }) => {
        const hook = refusedAt(runs);
        return {
          name,
          path: file.path,
          runs: runs.value,
          ...(hook === undefined ? {} : { refusedAt: hook }),
          because: because(runs),
        };
      }),
      ...(phase.modules === undefined
        ? {}
        : { modules: { load: phase.modules.value, because: because(phase.modules) } }),
      policy: {
        loads: phase.policy.value,
        ...(phase.phase.policy.path === undefined ? {} : { path: phase.phase.policy.path }),
        because: because(phase.policy),
      },
      steps: phase.steps.map(({ step, result, loadedBefore, modules }) => {
        const hook = refusedAt(result);
        return {
          do: step.do,
          ...(step.file === undefined ? {} : { file: step.file.name }),
          ...(step.parser === undefined ? {} : { parser: step.parser }),
          ...(step.list === undefined ? {} : { digestList: step.list }),
          uid: step.uid,
          granted: result.value,
          ...(loadedBefore ? { loadedBefore } : {}),
          ...(hook === undefined ? {} : { refusedAt: hook }),
          modules,
          because: because(result),
        };
      }),
      measurements: phase.measurements,
    })),
    assumptions: analysis.assumptions,
    faults: description.faults.map(({ text }) => text),
    contradictions: description.contradictions.map(({ what, used, passedOver }) => ({
      what,
      used: { path: used.path, says: used.says },
      passedOver: { path: passedOver.path, says: passedOver.says },
    })),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
