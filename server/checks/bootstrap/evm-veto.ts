import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/evm-veto",
  summary: "files that digest lists vouch for and that EVM can still veto",
  severity: "warning",
  boot({ description, analysis }, report) {
    const { evm } = description;
    if (!evm.value || evm.place === undefined) return;
    const phases = analysis.phases.filter(({ phase, relies }) => phase.xattrs.value && relies.includes("appraise"));
    const [first] = phases;
    if (first === undefined) return;
    const { place } = first.phase.xattrs;
    report(evm.place.path, {
      span: evm.place.span,
      message: `EVM is active, and files of phase ${phases.map(({ phase }) => phase.name).join(", ")} have extended attributes: a file that a digest list vouches for is refused all the same when it has protected attributes (security.selinux, security.capability, ...) and no valid security.evm. A digest list does not stand in for that.`,
      help: "Give all files with such attributes a valid security.evm, or leave EVM off. The analysis goes on as if EVM accepted them.",
      related: place === undefined ? [] : [{ ...place, message: "files have extended attributes" }],
    });
  },
};
