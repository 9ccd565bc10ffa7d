/** Files that a description names, and pages of the kernel's documentation. */

import type { Link, Subject } from "../features.js";
import { pathsIn } from "./paths.js";

export function links(subject: Subject): Link[] {
  const files = pathsIn(subject, subject.boot).map(
    ({ setting, path }): Link => ({ span: setting.value.span, target: { path } }),
  );
  const pages = subject.boot.sections.flatMap(({ kind, spec }): Link[] =>
    spec?.documentation === undefined
      ? []
      : [{ span: kind.span, target: { url: spec.documentation }, tooltip: "Documentation of the kernel" }],
  );
  // A value in several lines is no path that anybody meant.
  return [...files, ...pages]
    .filter(({ span }) => span.end > span.start && !subject.document.text.slice(span.start, span.end).includes("\n"))
    .sort((a, b) => a.span.start - b.span.start);
}
