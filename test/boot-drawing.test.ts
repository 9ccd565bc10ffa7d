/** Drawings and pages of boots. */

import { describe, expect, it } from "vitest";
import { analyzeBoot, failuresOf } from "../server/boot/index.js";
import { type BootNode, bootGraph, type PhaseGraph } from "../server/report/boot-graph.js";
import { bootHtml } from "../server/report/boot-html.js";
import { type Box, layoutOf, stackDepth } from "../server/report/boot-layout.js";
import { bootSvg } from "../server/report/boot-svg.js";
import {
  alike,
  cases,
  deadlock,
  hostile,
  manyThings,
  notMeasured,
  open,
  withoutLists,
  working,
} from "./boot-drawings.js";

const placeText = ({ path, span }: { path: string; span: { start: number } }) => `${path}:${span.start}`;
const pageOf = (description: typeof deadlock) => bootHtml(analyzeBoot(description), placeText);
const graphsOf = (description: typeof deadlock) => bootGraph(analyzeBoot(description));

/** What a box fills, with those that stand behind it. */
function extent({ node, left, top, width, height }: Box) {
  const more = node.names.length > 1 ? 2 * stackDepth : 0;
  return { left, top, right: left + width + more, bottom: top + height + more };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unsafe = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/u;

/** Text and attributes of well-formed markup; throws on what is not. */
function readMarkup(text: string): { tags: { name: string; attributes: Map<string, string> }[]; text: string } {
  const tags: { name: string; attributes: Map<string, string> }[] = [];
  const open: string[] = [];
  let plain = "";
  let at = 0;
  const body = text.replace(/^<!DOCTYPE html>\n/, "");
  while (at < body.length) {
    const next = body.indexOf("<", at);
    const before = body.slice(at, next === -1 ? undefined : next);
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(before)) throw new Error(`a bare & in ${before}`);
    if (open.at(-1) !== "style") plain += before;
    if (next === -1) break;
    const tag = /^<(\/?)([a-zA-Z0-9]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(body.slice(next));
    if (tag === null) throw new Error(`no tag: ${body.slice(next, next + 60)}`);
    const [all, closing, name = "", given = "", empty] = tag;
    if (closing === "/") {
      const opened = open.pop();
      if (opened !== name) throw new Error(`</${name}> closes <${opened}>`);
    } else {
      const attributes = new Map(
        [...given.matchAll(/([\w:-]+)="([^"]*)"/g)].map((match) => [match[1] ?? "", match[2] ?? ""]),
      );
      tags.push({ name, attributes });
      if (empty !== "/") open.push(name);
    }
    at = next + all.length;
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(" ")}`);
  return { tags, text: plain };
}

describe.each(Object.entries(cases))("the drawing of %s", (_, description) => {
  const graphs = graphsOf(description);
  const layouts = graphs.map(layoutOf);

  it("has no boxes that overlap", () => {
    for (const { boxes, width, height } of layouts) {
      const extents = boxes.map(extent);
      for (const [at, a] of extents.entries()) {
        expect(a.left).toBeGreaterThanOrEqual(0);
        expect(a.top).toBeGreaterThanOrEqual(0);
        expect(a.right).toBeLessThanOrEqual(width);
        expect(a.bottom).toBeLessThanOrEqual(height);
        for (const b of extents.slice(at + 1))
          expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
      }
    }
  });

  it("has no lines or labels over boxes", () => {
    for (const { boxes, wires } of layouts)
      for (const { points, label, labelWidth, edge } of wires) {
        for (const box of boxes) {
          const { left, top, right, bottom } = extent(box);
          expect(
            label.x + labelWidth / 2 <= left ||
              right <= label.x - labelWidth / 2 ||
              label.y + 8 <= top ||
              bottom <= label.y - 8,
          ).toBe(true);
          if (box.node.id === edge.from || box.node.id === edge.to) continue;
          for (const [at, point] of points.slice(0, -1).entries()) {
            const next = points[at + 1] ?? point;
            const [low, high] = [Math.min(point.y, next.y), Math.max(point.y, next.y)];
            const beside = Math.max(point.x, next.x) <= left || right <= Math.min(point.x, next.x);
            expect(beside || high <= top || bottom <= low).toBe(true);
          }
        }
      }
  });

  it("leads from all that fails to a cause", () => {
    for (const graph of graphs)
      for (const { node, state } of graph.groups)
        if (state === "no" || state === "depends")
          expect([node, causesOf(graph, node).length > 0]).toEqual([node, true]);
  });

  it("marks each cause of the boot in each phase where something fails for it", () => {
    const analysis = analyzeBoot(description);
    const failures = failuresOf(analysis);
    for (const [at, { subjects }] of failures.entries())
      for (const graph of bootGraph(analysis))
        if (subjects.some(({ phase }) => phase === graph.result))
          expect([at, graph.nodes.some(({ causes }) => causes.includes(at + 1))]).toEqual([at, true]);
    const marked = graphs.flatMap(({ nodes }) => nodes.flatMap(({ causes }) => causes));
    expect(new Set(marked).size).toBe(failures.length);
  });

  it("is well-formed, and safe", () => {
    const analysis = analyzeBoot(description);
    for (const text of [bootSvg(analysis), bootHtml(analysis, placeText)]) {
      const { tags } = readMarkup(text);
      expect(
        tags.some(({ name }) => ["script", "img", "link", "iframe", "image", "use", "object"].includes(name)),
      ).toBe(false);
      expect(text).not.toMatch(unsafe);
      const styles = [...text.matchAll(/<style>([^<]*)<\/style>/g)].map((match) => match[1]).join("");
      expect(styles).not.toMatch(/url\(|@import|:\/\//);
      for (const { attributes } of tags)
        for (const [name, value] of attributes)
          if (name !== "xmlns" && name !== "aria-label")
            expect(`${name}=${value}`).not.toMatch(/^on|^src=|:\/\/|^style=/);
      const ids = tags.flatMap(({ attributes }) => attributes.get("id") ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { attributes } of tags) {
        const target = attributes.get("href");
        if (target !== undefined) expect(ids.map((id) => `#${id}`)).toContain(target);
      }
    }
  });

  it("is the same every time", () => {
    expect(bootSvg(analyzeBoot(description))).toBe(bootSvg(analyzeBoot(description)));
    expect(pageOf(description)).toBe(pageOf(description));
  });
});

/** The causes that failing edges lead to. */
function causesOf({ nodes, edges }: PhaseGraph, from: string): BootNode[] {
  const seen = new Set([from]);
  for (const id of seen)
    for (const edge of edges)
      if (edge.from === id && (edge.state === "no" || edge.state === "depends")) seen.add(edge.to);
  return nodes.filter(({ id, isCause }) => isCause && seen.has(id));
}

it("the deadlock is followed to the rule that demands a digest list of the parser", () => {
  const [graph] = graphsOf(deadlock);
  const causes = graph === undefined ? [] : causesOf(graph, "phase-1-program-1");
  expect(causes.map(({ title, code }) => [title, code])).toEqual([
    ["line 3 of ima-policy", "appraise func=MODULE_CHECK digest_cache=data"],
  ]);
  expect(graph?.edges.map(({ from, to, label }) => `${from} ${label} ${to}`)).toContain(
    "phase-1-list-1 read by phase-1-parser-1",
  );
});

it("a phase without digest lists is the cause of what the rules ask of them", () => {
  const [graph] = graphsOf(withoutLists);
  const causes = graph === undefined ? [] : causesOf(graph, "phase-1-program-1");
  expect(causes.map(({ title }) => title)).toEqual(["there are no digest lists in phase initramfs"]);
  expect(graph?.nodes.find(({ kind }) => kind === "program")?.status).toBe("is refused by line 2 of initramfs-policy");
  expect(pageOf(withoutLists)).toContain("If it came this far, the boot goes on.");
});

it("what works is shown with what proves it", () => {
  const graph = graphsOf(working)[1];
  expect(graph?.nodes.filter(({ isCause }) => isCause)).toEqual([]);
  const titles = new Map(graph?.nodes.map(({ id, title }) => [id, title]));
  expect(graph?.edges.map(({ from, to, label }) => `${titles.get(from)} ${label} ${titles.get(to)}`)).toEqual(
    expect.arrayContaining([
      "/sbin/init listed in rpm-base",
      "rpm-base read by rpm",
      "rpm-base accepted by line 1 of ima-policy",
      "rpm accepted by line 3 of ima-policy",
    ]),
  );
});

it("a list that counts for one family says so, and leads to what keeps it from the other", () => {
  const [graph] = graphsOf(notMeasured);
  const list = graph?.nodes.find(({ title }) => title === "tlv-main");
  expect([list?.state, list?.status]).toEqual(["yes", "counts for appraise rules, not for measure rules"]);
  const cause = graph?.nodes.find(({ causes }) => causes.length > 0);
  expect(cause?.title).toBe("no rule measures it");
  expect(graph?.edges).toContainEqual(
    expect.objectContaining({ from: list?.id, to: cause?.id, label: "not for measure", state: "no" }),
  );
  expect(pageOf(notMeasured)).toContain("count for appraise rules, not for measure rules");
});

it("what is left open is told apart from what fails", () => {
  const analysis = analyzeBoot(open);
  expect(bootGraph(analysis)[0]?.nodes.filter(({ state }) => state === "depends").length).toBeGreaterThan(0);
  expect(pageOf(open)).toContain("<h3>Steps</h3>");
});

it("things that are alike share a box, and the page names all of them", () => {
  const [graph] = graphsOf(alike(40));
  expect(graph?.nodes.filter(({ kind }) => kind === "list").map(({ names }) => names.length)).toEqual([40]);
  const { text } = readMarkup(pageOf(alike(40)));
  for (let at = 0; at < 40; at++) expect(text).toContain(`rpm-package${at}`);
});

it("names are text", () => {
  const { text } = readMarkup(pageOf(hostile));
  expect(text).toContain("&lt;/text&gt;]]&gt;&lt;script&gt;");
  expect(text).toContain("\\u202e\\x07");
});

it("grows with what is described, and no faster", () => {
  const sizeOf = (times: number) => pageOf(manyThings(40 * times, 30 * times)).length;
  expect(sizeOf(4) / sizeOf(1)).toBeLessThan(5);
});

it("says when IMA does not enforce", () => {
  expect(bootHtml(analyzeBoot(deadlock, false), placeText)).toContain("IMA does not enforce");
});
