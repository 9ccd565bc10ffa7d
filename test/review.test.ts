/** Reviews: every witness can be asked for, and every form of the report says the same. */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInRules, Kernel, parsePolicy, type Rule, readImaParameters, readParameters } from "../grammar/index.js";
import type { Review } from "../server/checks/review.js";
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

describe("built-in policies", () => {
  const boot = (commandLine: string) => ({ commandLine });
  const policy = (text: string) => ({ path: "new.policy", text });

  it("are compared as the command lines choose them", () => {
    const { changes, verdict, before } = review(boot("ima_policy=tcb"), boot("quiet ima_policy=tcb|appraise_tcb"));
    expect(verdict).toBe("stronger");
    expect(before).toBe("built-in (ima_policy=tcb)");
    expect(changes.map(({ after }) => after)).toEqual([
      { builtIn: "ima_policy=appraise_tcb", text: "appraise fowner=0", acts: true },
    ]);
    expect(review(boot("ima_policy=tcb"), boot('"ima-policy=tcb" quiet')).verdict).toBe("same");
    expect(review(boot("ima_policy=tcb"), boot("ima_tcb")).verdict).toBe("weaker");
    expect(review(boot("ima_policy=appraise_tcb"), boot("ima_appraise_tcb")).verdict).toBe("same");
  });

  it("are replaced by a policy, but for what is compiled in", () => {
    const rule = "appraise func=MODULE_CHECK appraise_type=imasig";
    const options = { kernelConfig: { CONFIG_IMA_APPRAISE_REQUIRE_MODULE_SIGS: "y" } };
    const lost = (now: string, settings = {}) =>
      review(boot("ima_policy=secure_boot"), policy(now), { kernels: ["6.12"], ...settings }).changes.map(
        ({ direction, before, after }) => `${direction}: ${before?.text} -> ${after?.text}`,
      );
    const others = ["FIRMWARE_CHECK", "KEXEC_KERNEL_CHECK", "POLICY_CHECK"].map(
      (hook) => `weaker: appraise func=${hook} appraise_type=imasig -> undefined`,
    );
    expect(lost("audit func=BPRM_CHECK\n").filter((change) => change.startsWith("weaker"))).toEqual([
      `weaker: ${rule} -> undefined`,
      ...others,
    ]);
    expect(lost("dont_appraise func=MODULE_CHECK\n", options)).toEqual(others);
    // The same for two policies.
    const exempt = ["appraise func=MODULE_CHECK\n", "dont_appraise func=MODULE_CHECK\n"] as const;
    expect(reviewOf(...exempt).verdict).toBe("weaker");
    expect(reviewOf(...exempt, options).verdict).toBe("same");
  });

  it("show their rules, and the line of the policy on the other side", () => {
    const text = textOf(
      boot("ima_policy=tcb"),
      policy("# mine\ndont_measure func=BPRM_CHECK\nmeasure func=MODULE_CHECK\n"),
    );
    expect(text).toContain("before  built-in (ima_policy=tcb): measure func=BPRM_CHECK mask=MAY_EXEC");
    expect(text).toContain("after   line 2: dont_measure func=BPRM_CHECK");
    expect(text).not.toMatch(/line -|New findings/);
  });

  it("tell what the kernel ignores, and what was not compared", () => {
    const notes = (before: string, after: string, options = {}) => review(boot(before), boot(after), options);
    expect(notes("ima_policy=tcb", "ima_policy=tcb|exec_tcb").notes).toEqual([
      "Linux 7.2 has no ima_policy=exec_tcb, and ignores it.",
    ]);
    expect(notes("", "ima_policy=critical_data", { kernels: ["5.10"] }).notes).toEqual([
      "Linux 5.10 has no ima_policy=critical_data, and ignores it.",
    ]);
    const off = notes("ima_policy=appraise_tcb", "ima_policy=appraise_tcb ima_appraise=off");
    expect(off.verdict).toBe("undecided");
    expect(off.notes[0]).toContain("ima_appraise=");
    expect(notes("ima_policy=appraise_tcb|fail_securely", "ima_policy=appraise_tcb").verdict).toBe("undecided");
  });

  it("can be asked", () => {
    const result = review(boot("ima_policy=tcb"), boot("ima_policy=tcb|appraise_tcb"));
    const [change] = result.changes;
    expect(change && tryCommand(change, result, { kernelConfig: "/boot/config" })).toBe(
      "imalint ask --hook FILE_CHECK --mask read --kernel-config /boot/config --cmdline 'ima_policy=tcb|appraise_tcb'",
    );
    const { stdout } = run("ask", "--hook", "BPRM_CHECK", "--cmdline", "ima_policy=tcb|appraise_tcb");
    expect(stdout).toContain(
      "measure: built-in (ima_policy=tcb)\n  built-in | measure func=BPRM_CHECK mask=MAY_EXEC\n",
    );
    expect(stdout).toContain("  built-in | 14 rules   (do not match: fsmagic)");
    expect(run("ask", "--hook", "BPRM_CHECK", "--cmdline", "x", "y").status).toBe(2);
  });
});

describe("the kernel command line", () => {
  it("is split at blanks outside of quotes", () => {
    const words = (text: string) => readParameters(text).map(({ name, value }) => [name, value]);
    expect(words('  a b=c  "d=e f" g="h i" j="k l"m n=o" p\t-- q=r')).toEqual([
      ...[
        ["a", undefined],
        ["b", "c"],
        ["d", "e f"],
        ["g", "h i"],
        ["j", 'k l"m'],
        ["n", 'o" p\t-- q=r'],
      ],
    ]);
    expect(words("a -- b")).toEqual([["a", undefined]]);
    expect(words('"" =x "y')).toEqual([
      ["", undefined],
      ["=x", undefined],
      ["y", undefined],
    ]);
  });

  it("chooses built-in policies", () => {
    expect(readImaParameters('ima_policy="tcb|secure_boot fail_securely" ima_policy=appraise_tcb||').policies).toEqual([
      ...["tcb", "secure_boot", "fail_securely", "appraise_tcb"],
    ]);
    expect(readImaParameters("ima_tcb ima_policy=tcb").imaTcb).toBe(true);
    expect(readImaParameters("ima_policy=tcb ima_tcb").imaTcb).toBe(false);
    expect(readImaParameters("ima_appraise_tcb ima_appraise=log").imaAppraiseTcb).toBe(true);
    expect(readImaParameters("ima_policy root=/dev/sda")).toMatchObject({ policies: [], imaTcb: false });
    expect(builtInRules(readImaParameters("ima_appraise=log"), new Kernel("7.2"))).toEqual([]);
  });
});

describe("exceptions", () => {
  /** Rules that overlap in so many ways that the accesses between them are told with exceptions. */
  const tangle = Array.from({ length: 30 }, (_, at) => `dont_measure uid=${at + 5} fowner=${at + 5}\n`).join("");

  it("are told in words", () => {
    const text = textOf(
      { path: "old", text: `${tangle}measure func=BPRM_CHECK\n` },
      { path: "new", text: `${tangle}measure func=BPRM_CHECK pcr=11\n` },
    );
    expect(text).toContain(
      "  but for what lines 1 to 30 of the old and lines 1 to 30 of the new policy decide first\n",
    );
  });

  it("are cut, and may be of one side only", () => {
    const scattered = tangle.replaceAll("\n", "\n\n");
    const words = reviewText(reviewOf(`${scattered}measure func=BPRM_CHECK\n`, "audit\n"), noColors);
    expect(words).toContain("but for what lines 1, 3, 5, 7, 9, 11, 13, 15 and 22 more of the old policy decide first");
    const markdown = reviewMarkdown(reviewOf(`${scattered}measure func=BPRM_CHECK\n`, "audit\n"));
    expect(markdown).toContain("<br>but for what lines 1, 3,");
  });
});

describe("reports", () => {
  const old = "measure func=BPRM_CHECK\nappraise func=BPRM_CHECK appraise_type=imasig\n";
  const changed = reviewOf(
    old,
    "measure func=BPRM_CHECK pcr=12\n# imalint-accept weaker: 100%, really\nappraise func=BPRM_CHECK\nappraise func=MMAP_CHECK\n",
  );

  it("begin with the verdict and its counts, and tell what is weaker first", () => {
    const rows = reviewText(changed, noColors).split("\n");
    expect(rows[0]).toBe(
      "old.policy -> new.policy (Linux 7.2): Protection gets weaker where the policy says that it may. Changes: 1 weaker (1 accepted), 1 different, 1 stronger.",
    );
    expect(rows.filter((row) => /^\w.*: (?:newly|appraised|measured)/.test(row))).toEqual([
      "weaker, accepted: appraised, and more is accepted",
      "different: measured in another way",
      "stronger: newly appraised",
    ]);
  });

  it("tell an exemption once", () => {
    const measured = ["BPRM", "MMAP", "MODULE"].map((hook) => `measure func=${hook}_CHECK\n`).join("");
    const text = reviewText(reviewOf(measured, `dont_measure fsname=overlay\n${measured}`), noColors);
    expect(text.match(/dont_measure/g)).toHaveLength(1);
    expect(text.match(/before {2}line/g)).toHaveLength(3);
    const back = reviewText(reviewOf(`dont_measure fsname=overlay\n${measured}`, measured), noColors);
    expect(back.match(/dont_measure/g)).toHaveLength(1);
  });

  it("are workflow commands of GitHub, escaped", () => {
    const text = reviewGithub(changed);
    expect(text.split("\n").filter((row) => row.startsWith("::"))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^::notice file=new\.policy,line=3,title=weaker%2C accepted%3A appraised%2C and more is accepted::.*%0A.*reason: 100%25, really$/,
        ),
        expect.stringMatching(/^::warning file=new\.policy,line=1,title=different%3A measured in another way::/),
        expect.stringMatching(/^::notice file=new\.policy,line=4,title=stronger%3A newly appraised::/),
      ]),
    );
    const weaker = reviewGithub(reviewOf(old, "measure func=BPRM_CHECK\n"));
    expect(weaker).toMatch(
      /^::error file=new\.policy,title=weaker%3A no longer appraised::BPRM_CHECK%0Abefore: line 2: /,
    );
    const odd = review({ path: "a", text: old }, { path: "a:b,c%d\n.policy", text: "audit\n" });
    expect(reviewGithub(odd)).toContain("file=a%3Ab%2Cc%25d%0A.policy,");
  });

  it("are SARIF, with the place of the rule that decides, new or old", () => {
    const log = JSON.parse(reviewSarif([changed, reviewOf(old, "measure func=BPRM_CHECK\n")], { version: "1.2.3" }));
    expect(log.version).toBe("2.1.0");
    expect(log.runs).toHaveLength(1);
    const { results, tool } = log.runs[0];
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    const place = (at: number) => {
      const { artifactLocation, region } = results[at].locations[0].physicalLocation;
      return `${results[at].ruleId} ${artifactLocation.uri}:${region?.startLine}`;
    };
    expect(place(0)).toBe("review/weaker new.policy:3");
    expect(results[0].suppressions).toEqual([{ kind: "inSource", justification: "100%, really" }]);
    expect(results[0].properties.witness.hook).toBe("BPRM_CHECK");
    const gone = results.findIndex(({ message }: { message: { text: string } }) =>
      message.text.startsWith("No longer"),
    );
    expect(place(gone)).toBe("review/weaker old.policy:2");
    expect(results[gone].suppressions).toBeUndefined();
  });

  it("of a rule that is gone from a file of git are about the new file", () => {
    const [{ locations }] = JSON.parse(
      reviewSarif([reviewOf(old, "measure func=BPRM_CHECK\n")], { version: "1.2.3", oldIsFile: false }),
    ).runs[0].results;
    expect(locations).toEqual([{ physicalLocation: { artifactLocation: { uri: "new.policy" } } }]);
  });

  it("are a comment with one line, a table and folded details", () => {
    const rows = reviewMarkdown(changed).split("\n");
    expect(rows[0]).toMatch(/^\*\*imalint\*\*: old\.policy -&#62; new\.policy .*: \*\*Protection gets weaker where /);
    expect(rows.filter((row) => row.startsWith("| "))).toHaveLength(5);
    expect(rows).toContain("<details><summary>Accesses to try</summary>");
  });

  it("do not take a finding of an edited rule for a new one", () => {
    const [one, other] = ["measure func=FILE_MMAP\n", "measure func=FILE_MMAP pcr=12\n"];
    const legacy = ({ newFindings, solvedFindings }: Review) =>
      [newFindings, solvedFindings].map((list) => list.filter(({ check }) => check === "syntax/legacy-name").length);
    expect(legacy(reviewOf(one, other))).toEqual([0, 0]);
    expect(legacy(reviewOf(one, one + other))).toEqual([1, 0]);
    expect(legacy(reviewOf(one + other, other))).toEqual([0, 1]);
  });
});

/** The built program. */
function run(...args: string[]) {
  return spawnSync(process.execPath, [`${root}dist/cli.cjs`, ...args], { cwd: root, encoding: "utf8" });
}

describe("sample changes", () => {
  const folder = `${root}samples/changes/`;
  const names = readdirSync(folder);
  const list = readFileSync(`${root}samples/README.md`, "utf8");

  it.each(names)("%s gets the verdict that its page states", (name) => {
    const page = readFileSync(`${folder}${name}/README.md`, "utf8");
    const verdict = /^Verdict: (\w+)\.$/m.exec(page)?.[1];
    const [, ...args] = ownWords(/^ {4}(imalint review .*)$/m.exec(page)?.[1] ?? "");
    const { stdout, status } = run(...args, "--format", "json");
    expect(JSON.parse(stdout).reviews[0].verdict).toBe(verdict);
    expect(status).toBe(verdict === "weaker" || verdict === "refused" ? 1 : 0);
    expect(list).toMatch(new RegExp(`\\(changes/${name}\\) +\\| ${verdict} `));
  });

  it("are no policies to imalint check", () => {
    expect(names.length).toBeGreaterThan(9);
    expect(run("check", "samples", "--format", "json").stdout).not.toContain("samples/changes");
  });
});

describe("imalint review", () => {
  it("takes command lines as sides", () => {
    const { stdout, status } = run("review", "--cmdline-before", "ima_policy=tcb", "--cmdline-after", "ima_tcb");
    expect(stdout).toMatch(
      /^built-in \(ima_policy=tcb\) -> built-in \(ima_tcb\) \(Linux 7\.2\): Protection gets weaker\./,
    );
    expect(status).toBe(1);
    const replaced = run("review", "--cmdline-before", "ima_policy=tcb", "samples/mainline-measured/ima-policy");
    expect(replaced.stdout).toMatch(/^built-in \(ima_policy=tcb\) -> samples/);
    for (const args of [["a"], ["--cmdline-before", "x"], ["--cmdline-before", "x", "--base", "HEAD"], ["a", "b", "c"]])
      expect(run("review", ...args)).toMatchObject({ status: 2, stdout: "" });
  });

  it.each(["github", "sarif", "markdown"])("prints %s", (format) => {
    const { stdout } = run(
      "review",
      "--format",
      format,
      ...["before", "after"].map((side) => `samples/changes/pcr-moved/${side}.txt`),
    );
    expect(stdout).toContain("samples/changes/pcr-moved/after.txt");
  });
});

describe("a review says", () => {
  const policy = (...lines: string[]) => ({ path: "p", text: `${lines.join("\n")}\n` });
  const everything = "appraise appraise_type=imasig";

  it("what the kernel does because of a rule that decides nothing", () => {
    for (const hook of ["MODULE_CHECK", "KEXEC_KERNEL_CHECK", "POLICY_CHECK", "FIRMWARE_CHECK"]) {
      const named = policy(`appraise func=${hook} appraise_type=imasig`, everything);
      const lost = review(named, policy(everything));
      expect([lost.verdict, lost.changes, lost.effects.map(({ direction }) => direction)]).toEqual([
        "weaker",
        [],
        ["weaker"],
      ]);
      expect(reviewText(lost, noColors)).toContain("weaker: no longer, as without line 1");
      expect(review(policy(everything), named).verdict).toBe("stronger");
    }
    // What a built-in rule has done stays done when a policy takes its place.
    expect(review({ commandLine: "ima_policy=secure_boot" }, policy(everything)).effects).toEqual([]);
  });

  it("that a policy is refused, whatever the old one was", () => {
    const refused = policy("measure func=BPRM_CHECK", "measure path=/x");
    expect(review(refused, refused).verdict).toBe("refused");
    expect(review(refused, policy("measure func=BPRM_CHECK")).notes).toEqual([
      "The kernel refuses the old policy, so that nothing of it was in force.",
    ]);
  });

  it("that a reason is accepted for what it was given for", () => {
    const before = ["measure func=BPRM_CHECK", "measure func=MMAP_CHECK"];
    const reason = "# imalint-accept weaker: agreed";
    const verdict = (old: string[], now: string[]) => review(policy(...old), policy(...now)).verdict;
    expect(verdict(before, [reason, "", before[0] ?? ""])).toBe("accepted");
    // Not one that stands behind a rule, and not one that was there before.
    expect(verdict(before, [before[0] ?? "", reason, ""])).toBe("weaker");
    expect(verdict([reason, "", ...before], [reason, "", before[0] ?? ""])).toBe("weaker");
  });

  it("addresses in labels without making links of them", () => {
    const label = "measure func=CRITICAL_DATA label=https://evil.example/x|www.evil.example";
    const markdown = reviewMarkdown(review(policy(label), policy("measure func=BPRM_CHECK")));
    expect(markdown).toContain("evil.example");
    const table = markdown.split("\n").filter((row) => row.startsWith("|"));
    expect(table.join()).not.toMatch(/https:\/\/|www\./);
  });

  it("that a policy is gone", () => {
    const gone = review(policy("measure func=BPRM_CHECK"), { commandLine: "ima_policy=", gone: "etc/ima/ima-policy" });
    expect([gone.verdict, gone.after, gone.newFindings]).toEqual(["weaker", "etc/ima/ima-policy (gone)", []]);
    expect(gone.notes[0]).toContain("The policy is gone.");
  });
});
