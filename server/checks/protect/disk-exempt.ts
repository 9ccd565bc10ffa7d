import { type FileSystem, fileSystemByMagic, fileSystemByType, isServed, type Rule } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { exemptingPrograms, openedFilesOnly } from "../exempt-programs.js";

type Place = "containers" | "disk" | "no-xattrs";

const texts: Readonly<Record<Place, (name: string) => { readonly message: string; readonly help: string }>> = {
  containers: () => ({
    message:
      "Programs and libraries on overlay mounts run unchecked, although those on other disks are appraised. Container engines mostly give their containers such a mount: then whatever is in an image, or is brought into a container later, can be run.",
    help: "Take the rule out if only what is signed is to run in containers. Then the images must keep the security.ima of their files.",
  }),
  disk: (name) => ({
    message: `Programs and libraries on ${name} run unchecked, although those on other disks are appraised: the rule is for every ${name} file system, whichever disk it is on.`,
    help: "Say with fsuuid= which one is meant, or with func=FILE_CHECK that files there are only to be read, or take the rule out.",
  }),
  "no-xattrs": (name) => ({
    message: `Programs and libraries on ${name} run unchecked, although those on other disks are appraised: whoever brings such a medium, or may write to it, can run anything.`,
    help: `Write func=FILE_CHECK into it if files there are only to be read. Programs on ${name} are refused then, because it cannot hold a security.ima.`,
  }),
};

function placeOf(known: FileSystem, { entry }: Rule): Place | undefined {
  if (known.kind !== "storage" || isServed(known)) return undefined;
  if (known.types.includes("overlay")) return "containers";
  if (known.noXattrs !== true) return "disk";
  // With a hook or a mask the rule says by itself that it is about programs, which could not run otherwise.
  return entry?.func === undefined && entry?.mask === undefined ? "no-xattrs" : undefined;
}

export const check: Check = {
  id: "protect/disk-exempt",
  summary: "programs on file systems of disks or containers run unchecked by a rule",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const found = new Map<Place, { rule: Rule; name: string }[]>();
    const exempting = new Map<string, readonly Rule[]>();
    for (const rule of context.policy.rules) {
      const { entry } = rule;
      if (entry?.action.name !== "dont_appraise") continue;
      const { fsmagic, fsname, fsuuid } = entry;
      const known =
        fsmagic !== undefined
          ? fileSystemByMagic(fsmagic)
          : fsname !== undefined
            ? fileSystemByType(fsname)
            : undefined;
      const place = known && placeOf(known, rule);
      // A UUID says which disk is meant.
      if (known === undefined || place === undefined || fsuuid !== undefined) continue;
      const type = fsname ?? known.types[0] ?? "";
      // Many rules may name one file system.
      const rules = exempting.get(type) ?? exemptingPrograms(context, { magic: known.magic, type });
      exempting.set(type, rules);
      if (!rules.includes(rule)) continue;
      const name = fsname ?? known.types.join("/");
      found.set(place, [...(found.get(place) ?? []), { rule, name }]);
    }
    for (const [place, [first, ...others]] of found) {
      if (first === undefined) continue;
      report({
        span: first.rule.span,
        ...texts[place](first.name),
        related: others.map(({ rule, name }) => ({ span: rule.span, message: `the same for ${name}` })),
        fixes: place === "no-xattrs" ? openedFilesOnly(first.rule) : [],
      });
    }
  },
};
