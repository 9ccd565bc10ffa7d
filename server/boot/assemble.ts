/** From what is written down of a boot to facts, each with where it comes from. */

import type { Reason } from "./answer.js";
import type { BootSources } from "./boot-sources.js";
import { Claims } from "./claims.js";
import { ConfReader, plain } from "./conf-reader.js";
import type { BootDescription } from "./description.js";
import { FileFacts } from "./file-facts.js";
import { defaultPaths, kernelFacts } from "./kernel-facts.js";
import { KernelInputs } from "./kernel-inputs.js";
import { PhaseFacts } from "./phase-facts.js";
import { uniqueBy } from "./unique.js";

/**
 * What is known of a boot. Never throws; what cannot be made out is left at what is usual, and said.
 */
export function describeBoot(sources: BootSources): BootDescription {
  const path = sources.conf?.path ?? sources.policyPath ?? "";
  const reader = new ConfReader(path, sources.conf?.file);
  const claims = new Claims();
  const faults: Reason[] = [];
  const inputs = new KernelInputs(sources, reader, claims, faults);
  const kernel = kernelFacts(sources, reader, inputs, claims);
  const paths = defaultPaths(reader, inputs, claims);
  const files = new FileFacts(reader, inputs, claims, { ...kernel, defaultPath: paths.kernelDefaultPath });
  const phaseFacts = new PhaseFacts(sources, reader, inputs, claims, kernel, files);
  const phases = phaseFacts.phases();
  return {
    ...kernel,
    ...paths,
    ...inputs.commandLinePlace(),
    saidOptions: inputs.saidOptions(["CONFIG_IMA_WRITE_POLICY", "CONFIG_IMA_ARCH_POLICY"]),
    path,
    hasConf: reader.conf !== undefined,
    prefetch: plain(reader.flag(reader.section("digest-cache"), "prefetch"), false),
    parsers: files.parsers(),
    lists: uniqueBy(
      phases.flatMap(({ lists }) => lists.value),
      ({ name }) => name,
    ),
    files: [...files.files().values()],
    keys: files.keys(kernel.modsig),
    phases,
    steps: phaseFacts.steps(phases),
    contradictions: claims.contradictions,
    faults,
  };
}
