/**
 * What one decision of the rules means for a file: whether something that the file has satisfies it.
 *
 * Follows ima_appraise_measurement() in security/integrity/ima/ima_appraise.c, with the digest cache asked first.
 */

import type { PossibleDecision } from "../policy/index.js";
import { type Answer, any, either, no, type Reason, yes } from "./answer.js";
import type { MachineFile, Phase, UsedFile } from "./description.js";
import type { Usage } from "./list-usage.js";
import { origin, ruleName } from "./place.js";
import { algorithmOf, type Demand, demandOf, demandWords, inXattr, ownProof, type Surroundings } from "./proofs.js";
import type { RulesOfPhase } from "./rules.js";
import { witnessWords } from "./witness.js";

/** What one hook says. */
export interface Ruling {
  readonly answer: Answer;
  /** Whether a digest list vouches for the file. */
  readonly byList: boolean;
}

/** Where and by what is judged. */
export interface Court extends Surroundings {
  readonly rules: RulesOfPhase;
  /** The file was opened by the digest cache itself, which gives it none. */
  readonly byDigestCache: boolean;
  /** Whether a file that cannot be proved is refused. */
  readonly enforcing: boolean;
}

export function judge(
  file: MachineFile,
  { decision, witness }: PossibleDecision,
  court: Court,
  cache: Usage | undefined,
): Ruling {
  const { boot, phase, hook, rules, byDigestCache, enforcing } = court;
  const { kernel } = boot;
  const { outcome, rule } = decision.families.appraise;
  if (outcome !== "do" || rule === undefined) {
    const exempt = rule === undefined ? undefined : { rule, ...rules.origins.get(rule) };
    return {
      answer: yes({
        kind: exempt === undefined ? "no-rule" : "exempt",
        text:
          exempt === undefined
            ? `no rule appraises ${file.name} at ${hook}`
            : `${ruleName(exempt)} exempts ${file.name} at ${hook}`,
        ...(exempt === undefined ? {} : { rule: exempt }),
        access: witness,
        because: [],
      }),
      byList: false,
    };
  }
  const demand = demandOf(decision.flags, decision, hook, kernel);
  const digestListCounts = decision.digestCache.appraise && kernel.hook(hook)?.digestCache === true;
  const own = isTakenToBeLabelled(file, digestListCounts, phase)
    ? yes({
        kind: "proof",
        text: `${file.name} is taken to have what the rule asks for`,
        ...origin(file.credentials),
        because: [],
      })
    : ownProof(file, demand, court);
  const byList =
    digestListCounts && cache !== undefined ? byDigestList(file, demand, cache.appraise, court) : undefined;
  const shown = any(byList === undefined ? [own] : [byList, own]);
  const evm = acceptedByEvm(file, court);
  const proof: Answer =
    shown.value === "no" || evm.value === "yes"
      ? shown
      : { value: evm.value, because: [...evm.because, ...(shown.value === "yes" ? shown.because : [])] };
  const inForce = { rule, ...rules.origins.get(rule) };
  const common = { rule: inForce, access: witness };
  if (proof.value === "yes")
    return {
      answer: yes({
        kind: "demand-met",
        text: `${ruleName(inForce)} appraises ${file.name} at ${hook}`,
        ...common,
        because: proof.because,
      }),
      byList: byList?.value === "yes",
    };
  const reason: Reason = {
    kind: "demand-not-met",
    text: `${ruleName(inForce)} decides about ${fileName(file)} at ${hook}, and accepts ${demandWords(demand, digestListCounts)}`,
    ...common,
    because: [
      ...proof.because,
      ...(byDigestCache && digestListCounts
        ? [
            {
              kind: file.kind === "parser" ? ("no-cache-for-parser" as const) : ("no-cache-for-list" as const),
              text:
                file.kind === "parser"
                  ? `no digest list can vouch for ${file.name}: the kernel opens it in order to read digest lists, and asks none about it`
                  : `no digest list can vouch for ${file.name}, which is one itself`,
              because: [],
            },
          ]
        : []),
    ],
  };
  if (!enforcing) return { answer: yes({ ...reason, kind: "not-enforced" }), byList: false };
  return { answer: { value: proof.value, because: [reason] }, byList: false };
}

/** What a reader should know it by. */
function fileName({ kind, name }: MachineFile): string {
  if (kind === "parser") return `the parser module ${name}`;
  if (kind === "digest-list") return `the digest list ${name}`;
  return kind === "policy" ? `the policy ${name}` : name;
}

/** EVM has its say about files with protected attributes; whether it agrees is not known unless it is said. */
function acceptedByEvm(file: MachineFile, { boot, phase }: Court): Answer {
  if (!boot.evm.value || !phase.xattrs.value || file.credentials.value.includes("evm")) return yes();
  // security.ima is one of the attributes that EVM protects.
  const isProtected = file.credentials.value.some((credential) => inXattr.has(credential));
  const reason: Reason = {
    kind: "evm",
    text: isProtected
      ? `EVM is active, and refuses ${file.name}, which has a security.ima and no valid security.evm`
      : `EVM is active, and ${file.name} is refused all the same if it has protected attributes and no valid security.evm`,
    ...origin(boot.evm),
    because: [],
  };
  return { value: isProtected ? "no" : "depends", because: [reason] };
}

/** A first program of which nothing is said, where files can be labelled and no digest list is asked. */
function isTakenToBeLabelled(file: MachineFile, digestListCounts: boolean, phase: Phase): boolean {
  return file.kind === "file" && (file as UsedFile).isAssumed && !digestListCounts && phase.xattrs.value;
}

function byDigestList(file: MachineFile, demand: Demand, found: Answer, court: Court): Answer {
  const algorithm = algorithmOf(file, court);
  if (found.value === "no" || demand.algorithms === undefined || demand.algorithms.includes(algorithm.value))
    return found;
  return no({
    kind: "algorithm-not-accepted",
    text: `IMA hashes ${file.name} with ${algorithm.value}, and the rule accepts ${demand.algorithms.join(", ")}`,
    ...origin(algorithm),
    because: [],
  });
}

/** One answer for all accesses that fit; where they differ, those that fail say which they are. */
export function told(rulings: readonly Ruling[], possible: readonly PossibleDecision[]): Answer {
  const answer = either(rulings.map((ruling) => ruling.answer));
  if (answer.value !== "depends" || rulings.length === 1) return answer;
  // What lets the others pass, to be seen beside what fails.
  const passing = rulings.flatMap(({ answer: { value, because } }) => (value === "yes" ? because : [])).slice(0, 1);
  const failing = rulings.flatMap(({ answer: { value, because } }, at) => {
    const witness = possible[at]?.witness;
    if (value === "yes" || witness === undefined) return [];
    return because.map((reason) => ({
      ...reason,
      text: `${reason.text}, ${witnessWords(witness)}`,
      because: [...reason.because, ...passing],
    }));
  });
  return { value: "depends", because: failing };
}
