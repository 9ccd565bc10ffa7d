/** Reviews: every witness can be asked for, and every form of the report says the same. */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Kernel, parsePolicy, type Rule, readImaParameters, readParameters } from "../grammar/index.js";
import type { Review, Side } from "../server/checks/review.js";
import { accessFrom } from "../server/cli/ask.js";
import { parseCommandLine } from "../server/cli/command-line.js";
import { type LintOptions, review } from "../server/index.js";
import { type Decision, decide } from "../server/policy/index.js";
import { reviewGithub } from "../server/report/review-github.js";
import { reviewMarkdown } from "../server/report/review-markdown.js";
import { reviewSarif } from "../server/report/review-sarif.js";
import { reviewText } from "../server/report/review-text.js";
import { tryCommand } from "../server/report/review-words.js";
import { policyRule } from "./accesses.js";
import { hasShared, readShared, sharedPath } from "./shared.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const plainText = (text: string) => text;
const noColors = {
  bold: plainText,
  dim: plainText,
  red: plainText,
  yellow: plainText,
  cyan: plainText,
  green: plainText,
};

function reviewOf(before: string, after: string, options: LintOptions = {}): Review {
  return review({ path: "old.policy", text: before }, { path: "new.policy", text: after }, options);
}

function textOf(...sides: Parameters<typeof review>): string {
  return reviewText(review(...sides), noColors);
}

/** Words of a command as a shell gives them to a program. */
function shellWords(command: string): string[] {
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" });
  return stdout.split("\0").slice(0, -1);
}

/** The same for the quoting that the commands have; a shell for each would take long. */
function ownWords(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\'/g, (_, inside: string | undefined) => inside ?? "'"),
  );
}

function decided(rules: readonly Rule[], command: string): string {
  const [program, ...args] = ownWords(command);
  expect(program).toBe("imalint");
  const { families, ...rest }: Decision = decide({ rules }, accessFrom(parseCommandLine(args).options));
  return JSON.stringify([Object.values(families).map(({ outcome, rule }) => outcome === "do" && rule?.entry), rest]);
}

/** Reviews two policies and asks about each witness as the printed command does. */
function askBoth(before: string, after: string, options: LintOptions = {}): Review {
  const result = reviewOf(before, after, options);
  const [old, now] = [parsePolicy(before).rules, parsePolicy(after).rules];
  for (const change of result.changes) {
    const command = tryCommand(change, result, {});
    expect(command).not.toContain("(other)");
    if (decided(old, command) === decided(now, command))
      expect([before, after, change, command]).toEqual("another decision");
  }
  return result;
}

const conditions = {
  func: fc.constantFrom("", " func=BPRM_CHECK", " func=FILE_CHECK", " func=MODULE_CHECK"),
  mask: fc.constantFrom("", "", " mask=MAY_READ", " mask=^MAY_WRITE", " mask=^MAY_APPEND"),
  magic: fc.constantFrom("", "", " fsmagic=0xef53", " fsmagic=0x1021994", " fsmagic=0x123", " fsmagic=0x9fa0"),
  name: fc.constantFrom("", "", " fsname=ext4", " fsname=tmpfs", " fsname=minix", " fsname=fuse.sshfs", " fsname=fed"),
  subtype: fc.constantFrom("", "", "", " fs_subtype=sshfs"),
  uuid: fc.constantFrom(
    ...["", "", "", " fsuuid=11111111-2222-3333-4444-555555555555", " fsuuid=00000000-0000-0000-0000-000000000000"],
  ),
  user: fc.constantFrom("", "", " uid=0", " euid=0", " euid>0", " euid<1000", " uid=1000", " uid<5"),
  group: fc.constantFrom("", "", "", " gid=0", " egid=0", " egid>10"),
  owner: fc.constantFrom("", "", " fowner=0", " fowner>0", " fgroup>7"),
  label: fc.constantFrom("", "", "", " obj_type=a_t", " subj_user=it's", " obj_role=$(x)", " subj_type=--hook"),
};
const wideRule = fc
  .record({
    action: fc.constantFrom(
      ...["measure", "dont_measure", "measure pcr=11", "appraise", "dont_appraise", "audit", "dont_audit", "hash"],
      "appraise appraise_type=imasig",
    ),
    ...conditions,
  })
  .map((parts) => Object.values(parts).join(""));
const dataRule = fc.constantFrom(
  ...["measure func=KEY_CHECK", "measure func=KEY_CHECK keyrings=.ima|.evm", "measure func=KEY_CHECK uid=5"],
  ...["measure func=CRITICAL_DATA label=selinux", "dont_measure func=CRITICAL_DATA label=selinux|x"],
  ...["measure func=CRITICAL_DATA", "appraise func=SETXATTR_CHECK appraise_algos=sha256"],
  ...["appraise func=SETXATTR_CHECK appraise_algos=sha512"],
);

describe("witnesses", () => {
  const policy = (rule: fc.Arbitrary<string>) =>
    fc.array(rule, { minLength: 1, maxLength: 5 }).map((lines) => `${lines.join("\n")}\n`);

  it.each([
    ["few values", policyRule, 150],
    ["all conditions", fc.oneof({ weight: 5, arbitrary: wideRule }, dataRule), 400],
    ["openEuler's parser", fc.constantFrom("measure parser", "measure parser uid=0", "dont_measure", "measure"), 20],
  ] as const)("can be asked for, and are decided differently: %s", (_, rule, numRuns) => {
    let asked = 0;
    fc.assert(
      fc.property(policy(rule), policy(rule), (before, after) => {
        asked += askBoth(before, after).changes.length;
      }),
      { numRuns },
    );
    expect(asked).toBeGreaterThan(numRuns / 10);
  });

  it("survive a shell", () => {
    const { changes, ...rest } = askBoth(
      "measure subj_user=it's obj_type=$(reboot) obj_role=a;b obj_user=--mask\n",
      "audit\n",
    );
    for (const change of changes) {
      const command = tryCommand(change, { ...rest, changes }, {});
      expect(shellWords(command)).toEqual(ownWords(command));
    }
    expect(changes.length).toBeGreaterThan(0);
  });

  it("are as plain as can be", () => {
    const command = (before: string, after: string, at = 0) => {
      const result = askBoth(before, after);
      const change = result.changes[at];
      return change && tryCommand(change, result, {});
    };
    expect(command("measure func=BPRM_CHECK\n", "audit\n")).toBe("imalint ask --hook BPRM_CHECK new.policy");
    expect(command("measure func=BPRM_CHECK uid>0\n", "audit\n")).toBe(
      "imalint ask --hook BPRM_CHECK --uid 1000 new.policy",
    );
    expect(command("dont_measure fsname=ext4\nmeasure\n", "dont_measure fsname=ext4\naudit\n")).toBe(
      "imalint ask --hook FILE_CHECK --mask read --fs xfs new.policy",
    );
    expect(command("measure func=FILE_CHECK fsname=cramfs fsmagic=0x453dcd28\n", "audit\n")).toBe(
      "imalint ask --hook FILE_CHECK --mask read --fs 0x453dcd28 new.policy",
    );
    expect(command("measure func=BPRM_CHECK euid=0\n", "measure func=BPRM_CHECK uid=0\n")).toContain(" --uid 1");
  });

  it.skipIf(!hasShared)("of real policies that are edited", () => {
    const paths = readdirSync(sharedPath("corpus"), { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".policy"),
    );
    let asked = 0;
    for (const [at, path] of paths.entries()) {
      if (at % 4 !== 0) continue;
      const text = readShared(`corpus/${path}`);
      const lines = text.split("\n");
      const without = lines.filter((_, line) => line % 5 !== at % 5).join("\n");
      asked += askBoth(text, `dont_appraise fsname=overlay\n${without}\n`).changes.length;
    }
    expect(asked).toBeGreaterThan(50);
  });
});
