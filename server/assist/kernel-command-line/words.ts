/** Parameters and their values, from the tables of the kernel. */

import {
  bootParameters,
  builtInPolicyNames,
  hasDriver,
  hashAlgorithms,
  type ImaParameter,
  imaParameter,
  type Kernel,
  type Lifetime,
  templates,
} from "../../../grammar/index.js";

/** A word that a parameter takes. */
export interface ValueWord {
  readonly word: string;
  readonly meaning: string;
  /** Whether some target kernel has it. */
  readonly isThere: boolean;
}

/** Of a word that is there for other kernels. */
export const notThere = "The target kernels do not have it.";

export function parameterOf(name: string): ImaParameter | undefined {
  return imaParameter(name) ?? bootParameters.find((known) => known.name === name);
}

function versionWords({ since, until }: Lifetime): string {
  const from = since === undefined ? "" : ` Since Linux ${since}.`;
  return `${from}${until === undefined ? "" : ` Up to Linux ${until}.`}`;
}

export function valuesOf(parameter: ImaParameter, kernels: readonly Kernel[]): readonly ValueWord[] {
  switch (parameter.name) {
    case "ima_policy":
      return builtInPolicyNames.map((entry) => ({
        word: entry.name,
        meaning: `${entry.meaning}${versionWords(entry)}`,
        isThere: kernels.some((kernel) => kernel.knows(entry)),
      }));
    case "ima_hash":
      return hashAlgorithms.map((entry) => ({
        word: entry.name,
        meaning: `A hash algorithm, with ${entry.config.join(" or ")}.${versionWords(entry)}`,
        isThere: kernels.some((kernel) => kernel.knows(entry) && hasDriver(entry, kernel)),
      }));
    case "ima_template":
      return templates.map((entry) => ({
        word: entry.name,
        meaning: `The fields ${entry.fields.join(", ")}.${versionWords(entry)}`,
        isThere: kernels.some((kernel) => kernel.knows(entry)),
      }));
    default:
      return (parameter.values ?? []).map((value) => ({ ...value, isThere: true }));
  }
}

export function parameterText(parameter: ImaParameter, kernels: readonly Kernel[]): string {
  const { name, takesValue, meaning, byDefault } = parameter;
  const values = valuesOf(parameter, kernels).filter(({ isThere }) => isThere);
  return [
    `**${name}${takesValue ? "=" : ""}** ${meaning.replaceAll("|", "\\|")}`,
    ...(values.length === 0 ? [] : [values.map(({ word, meaning: what }) => `- \`${word}\`: ${what}`).join("\n")]),
    ...(byDefault === undefined ? [] : [`Without it: ${byDefault}.`]),
  ].join("\n\n");
}
