import type { Check } from "../check.js";
import { codeOn, codeOnDisk, reach } from "../reach.js";

export const check: Check = {
  id: "measure/overlay-exempt",
  summary: "what containers run is not measured",
  severity: "info",
  policy(context, report) {
    const onOverlay = reach(context, "measure", codeOn({ magic: "794c7630", type: "overlay" }));
    if (onOverlay === undefined || onOverlay.does.length > 0 || onOverlay.leavesOut) return;
    const [first] = onOverlay.exempts;
    if (first === undefined || (reach(context, "measure", codeOnDisk)?.does.length ?? 0) === 0) return;
    report({
      span: first.span,
      message:
        "Programs and libraries on overlay mounts are not measured, although those on other disks are. Container engines mostly give their containers such a mount: then whatever runs in a container leaves no trace.",
      help: "Take the rule out if that is to be seen. Then each new container adds entries, and a verifier has to know the images.",
    });
  },
};
