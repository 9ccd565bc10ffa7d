import { describe, expect, it } from "vitest";
import { type Access, decide, parsePolicy, root } from "../server/index.js";

const ext4 = { magic: "ef53", type: "ext4", uuid: "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6" };
const tmpfs = { magic: "1021994", type: "tmpfs" };
const nobody = { subj_user: null, subj_role: null, subj_type: null, obj_user: null, obj_role: null, obj_type: null };

const exec: Access = {
  hook: "BPRM_CHECK",
  mask: ["MAY_EXEC"],
  user: root,
  group: root,
  fileSystem: ext4,
  owner: 0,
  fileGroup: 0,
  labels: nobody,
  parser: false,
};

function policyOf(...lines: string[]) {
  return parsePolicy(`${lines.join("\n")}\n`);
}

/** The number of the line that decides a family, from 1; 0 when none does. */
function decider(access: Partial<Access>, ...lines: string[]): number {
  const decision = decide(policyOf(...lines), { ...exec, ...access });
  const { rule } = decision.families.measure;
  return rule === undefined ? 0 : rule.index + 1;
}

describe("the first rule that matches decides", () => {
  it("for each family by itself", () => {
    const decision = decide(
      policyOf("measure func=BPRM_CHECK", "dont_appraise fsmagic=0xef53", "appraise fowner=0", "audit uid=1"),
      exec,
    );
    expect(decision.families.measure.outcome).toBe("do");
    expect(decision.families.appraise).toMatchObject({ outcome: "dont", rule: { index: 1 } });
    expect(decision.families.audit).toMatchObject({
      outcome: "none",
      tried: [{ match: { result: "no", key: "uid" } }],
    });
    expect(decision.families.hash).toEqual({ outcome: "none", tried: [] });
  });

  it("and says which condition failed before it", () => {
    const { families } = decide(
      policyOf("measure func=MMAP_CHECK", "measure func=BPRM_CHECK fowner=1", "measure func=BPRM_CHECK"),
      exec,
    );
    expect(families.measure.tried.map(({ rule, match }) => [rule.index, match.key])).toEqual([
      [0, "func"],
      [1, "fowner"],
    ]);
    expect(families.measure.rule?.index).toBe(2);
  });

  it("not at all in a family of dont_ rules alone, nor of SETXATTR_CHECK", () => {
    expect(decide(policyOf("dont_measure func=BPRM_CHECK"), exec).families.measure.outcome).toBe("none");
    const only = policyOf("appraise func=SETXATTR_CHECK appraise_algos=sha256", "dont_appraise fsmagic=0xef53");
    expect(decide(only, exec).families.appraise.outcome).toBe("none");
  });
});

describe("conditions", () => {
  it("without func= hold for every hook with a file, and for no other", () => {
    for (const hook of ["FILE_CHECK", "MODULE_CHECK", "POLICY_CHECK", "KEXEC_CMDLINE", "POST_SETATTR"])
      expect(decider({ hook, mask: hook === "KEXEC_CMDLINE" ? [] : ["MAY_READ"] }, "measure uid=0")).toBe(1);
    for (const hook of ["KEY_CHECK", "CRITICAL_DATA", "SETXATTR_CHECK"])
      expect(decider({ hook, mask: [] }, "measure uid=0")).toBe(0);
  });

  it("on the mask are exact without ^", () => {
    expect(
      decider(
        { hook: "FILE_CHECK", mask: ["MAY_READ", "MAY_WRITE"] },
        "measure mask=MAY_READ",
        "measure mask=^MAY_READ",
      ),
    ).toBe(2);
    expect(decider({ hook: "FILE_CHECK", mask: ["MAY_READ"] }, "measure mask=MAY_READ")).toBe(1);
    expect(decider({ hook: "KEXEC_CMDLINE", mask: [] }, "measure mask=MAY_READ")).toBe(0);
  });

  it("on the effective user look at all three with CAP_SETUID", () => {
    const user = { real: 1000, effective: 0, saved: 5, maySet: true };
    expect(decider({ user }, "measure euid=1000")).toBe(1);
    expect(decider({ user }, "measure euid=5")).toBe(1);
    expect(decider({ user: { ...user, maySet: false } }, "measure euid=1000", "measure euid=0")).toBe(2);
    expect(decider({ user }, "measure uid=0", "measure uid>999")).toBe(2);
  });

  it("on the file system and the owner of the file", () => {
    expect(decider({ fileSystem: tmpfs }, "measure fsmagic=0xEF53", "measure fsname=tmpfs")).toBe(2);
    expect(decider({}, "measure fs_subtype=sshfs", `measure fsuuid=${ext4.uuid.toUpperCase()}`)).toBe(2);
    expect(
      decider({ owner: 7, fileGroup: 8 }, "measure fowner<7", "measure fgroup>8", "measure fowner=7 fgroup=8"),
    ).toBe(3);
  });

  it("on labels, key rings and critical data compare text", () => {
    expect(
      decider({ labels: { ...nobody, obj_type: "bin_t" } }, "measure obj_type=lib_t", "measure obj_type=bin_t"),
    ).toBe(2);
    const key: Partial<Access> = { hook: "KEY_CHECK", mask: [], keyring: ".ima" };
    expect(decider(key, "measure func=KEY_CHECK keyrings=.evm|ima", "measure func=KEY_CHECK keyrings=.evm|.ima")).toBe(
      2,
    );
    expect(decider(key, "measure func=KEY_CHECK gid=99")).toBe(1);
    expect(decider(key, "measure func=KEY_CHECK uid=99")).toBe(0);
    expect(
      decider({ hook: "CRITICAL_DATA", mask: [], criticalData: "selinux" }, "measure func=CRITICAL_DATA label=selinux"),
    ).toBe(1);
  });

  it("that the access leaves open are an error", () => {
    const { labels: _, ...access } = exec;
    expect(() => decide(policyOf("measure obj_type=bin_t"), access)).toThrow(/obj_type/);
  });
});

describe("options", () => {
  it("of all rules that match are added up, dont_ rules included", () => {
    const { flags } = decide(
      policyOf(
        "dont_measure permit_directio",
        "measure",
        "appraise func=BPRM_CHECK appraise_type=imasig",
        "appraise digest_type=verity appraise_type=sigv3",
      ),
      exec,
    );
    expect(flags).toEqual({ signature: true, modsig: false, sigv3: false, verity: false, permitDirectio: true });
  });

  it("of measure rules say where and how", () => {
    const decision = decide(policyOf("measure func=BPRM_CHECK pcr=11 pcr=12 template=ima-sig"), exec);
    expect(decision).toMatchObject({ pcr: 12, template: "ima-sig" });
  });

  it("an appraise rule takes back the hash that a rule before it asked for", () => {
    expect(decide(policyOf("hash fowner=0", "appraise fowner=0"), exec).families.hash.outcome).toBe("none");
    expect(decide(policyOf("appraise fowner=0", "hash fowner=0"), exec).families.hash.outcome).toBe("do");
  });

  it("digest_cache= counts for the family of its rule", () => {
    const policy = policyOf("measure func=BPRM_CHECK pcr=12 digest_cache=data", "appraise func=BPRM_CHECK");
    expect(decide(policy, exec).digestCache).toEqual({ measure: true, appraise: false });
  });
});
