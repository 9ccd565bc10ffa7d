/** What an editor is told about a kernel command line. */

import { describe, expect, it } from "vitest";
import { parseCommandLine } from "../grammar/index.js";
import { features, subjectOf } from "../server/assist/index.js";
import { atCursor } from "./assist-boot.js";

const { hover = () => undefined, completions = () => [], tokens = () => [] } = features["kernel-command-line"];
const subjectOfLine = (text: string, kernels = ["7.2"]) =>
  subjectOf({ path: "/boot/cmdline", text }, undefined, { kernels });

function hovered(marked: string): string | undefined {
  const { text, offset } = atCursor(marked);
  return hover(subjectOfLine(text), offset)?.text;
}

function complete(marked: string, kernels?: readonly string[]) {
  const { text, offset } = atCursor(marked);
  return completions(subjectOfLine(text, kernels && [...kernels]), offset);
}

describe("hover", () => {
  it("tells what a parameter does", () => {
    expect(hovered("quiet ima_app|raise=log")).toMatch(/^\*\*ima_appraise=\*\*[\s\S]*`fix`[\s\S]*Without it: enforce/);
    expect(hovered("ima_|tcb")).toMatch(/^\*\*ima_tcb\*\*/);
    expect(hovered("in|it=/bin/sh")).toMatch(/first program of the root file system/);
    expect(hovered("qui|et")).toBeUndefined();
    expect(hovered("ima_hash=sha256 -- ima_|tcb")).toBeUndefined();
  });

  it("tells what a word does", () => {
    const text = 'ima_policy="tcb|secure_boot|digest_cache_measure"';
    const at = (needle: string) => hover(subjectOfLine(text, ["6.12"]), text.indexOf(needle) + 1);
    expect(at("tcb")?.text).toMatch(/^\*\*tcb\*\* Measures/);
    expect(at("secure_boot")?.span).toEqual({ start: 16, end: 27 });
    expect(at("digest_cache_measure")?.text).toMatch(/^\*\*digest_cache_measure\*\*/);
  });
});

describe("completion", () => {
  const labels = (marked: string, kernels?: readonly string[]) => complete(marked, kernels).map(({ label }) => label);

  it("offers parameters that are not there", () => {
    expect(labels("ima_tcb ima|")).toContain("ima_policy=");
    expect(labels("ima_tcb |")).not.toContain("ima_tcb");
    expect(labels("|")).not.toContain("ima_digest_list_pcr=");
    expect(labels("ima_digest_list_pcr=11 |")).toContain("ima_appraise_digest_list=");
    expect(complete("ima_pol|=tcb").find(({ label }) => label === "ima_policy=")?.insert).toBe("ima_policy");
    expect(labels("ima_tcb -- |")).toEqual([]);
  });

  it("offers words", () => {
    expect(labels("ima_appraise=|")).toEqual(["enforce", "log", "fix", "off"]);
    expect(complete("ima_policy=|", ["5.10"]).find(({ label }) => label === "critical_data")?.isDeprecated).toBe(true);
    expect(
      complete("ima_policy=|", ["5.12"]).find(({ label }) => label === "critical_data")?.isDeprecated,
    ).toBeUndefined();
    const { text } = { text: "ima_policy=tcb|" };
    const found = completions(subjectOfLine(text), text.length).map(({ label }) => label);
    expect(found).toContain("appraise_tcb");
    expect(found).not.toContain("tcb");
    expect(labels("root=|")).toEqual([]);
  });

  it("what is offered is read as such", () => {
    for (const { insert, replace } of complete("quiet |")) {
      const { parameters } = parseCommandLine(`quiet ${insert}`);
      expect(replace).toEqual({ start: 6, end: 6 });
      expect(parameters.length).toBe(2);
    }
  });
});

it("tokens are of what IMA reads", () => {
  const text = 'quiet ima_policy="tcb|nonsense" integrity_audit=1 lockdown=integrity';
  expect(tokens(subjectOfLine(text)).map(({ span, type }) => [text.slice(span.start, span.end), type])).toEqual([
    ["ima_policy", "property"],
    ["=", "operator"],
    ["tcb", "enumMember"],
    ["nonsense", "string"],
    ["integrity_audit", "property"],
    ["=", "operator"],
    ["1", "enumMember"],
    ["lockdown", "property"],
    ["=", "operator"],
    ["integrity", "enumMember"],
  ]);
});
