/** Whether a value is one that a kernel knows, whatever the rest of the rule is. */

import {
  appraiseTypes,
  type Kernel,
  readAlgorithms,
  readId,
  readMagic,
  readMask,
  readNames,
  readPcr,
  readUuid,
  type Term,
  templateByText,
} from "../../../grammar/index.js";

export function isRecognized({ key, word: { value } }: Term, kernel: Kernel): boolean {
  switch (key?.value) {
    case "hook": {
      const hook = kernel.hook(value);
      return hook !== undefined && kernel.knows(hook);
    }
    case "mask":
      return readMask(value) !== undefined;
    case "magic":
      return readMagic(value) !== undefined;
    case "uuid":
      return readUuid(value) !== undefined;
    case "id":
      return readId(value) !== undefined;
    case "names":
      return readNames(value) !== undefined;
    case "pcr":
      return readPcr(value, kernel.maxPcr) !== undefined;
    case "digest-type":
      return value === "verity";
    case "template": {
      const template = templateByText(value);
      return template !== undefined && kernel.knows(template);
    }
    case "appraise-type":
      return appraiseTypes.some((type) => type.name === value && kernel.knows(type));
    case "algorithms":
      return readAlgorithms(value).every((name) => kernel.hashAlgorithm(name) !== undefined);
    case "digest-cache":
      return value === "data";
    default:
      return true;
  }
}
