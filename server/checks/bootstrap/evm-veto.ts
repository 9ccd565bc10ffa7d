import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/evm-veto",
  summary: "files that digest lists vouch for and that EVM can still veto",
  severity: "warning",
  boot({ description, analysis, failures }, report) {
    const { evm } = description;
    if (evm.place === undefined || failures.every(({ kind }) => kind !== "evm-veto")) return;
    const phases = analysis.phases.filter(({ phase, relies }) => phase.xattrs.value && relies.includes("appraise"));
    const [first] = phases;
    if (first === undefined) return;
    const { place } = first.phase.xattrs;
    report(evm.place.path, {
      span: evm.place.span,
      message: `EVM is active and protects extended attributes, which files of phase ${phases.map(({ phase }) => phase.name).join(", ")} have. A digest list vouches for the content of a file only: with protected attributes (security.selinux, security.capability, ...) and no valid security.evm the file is refused all the same.`,
      help: "Give all files with such attributes a valid security.evm, or leave EVM off. For files that have one, write evm beside their signature in the description.",
      related: place === undefined ? [] : [{ ...place, message: "says that files have extended attributes" }],
    });
  },
};
