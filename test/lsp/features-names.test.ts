/** Where a name is made and used, and giving it another one. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  DefinitionRequest,
  DocumentHighlightRequest,
  type Location,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
} from "vscode-languageserver-protocol";
import { Client, pullingCapabilities, withEdits } from "./client.js";
import { bootFiles, Page, samplePage } from "./features.js";

let client: Client;
beforeAll(async () => {
  client = await new Client(bootFiles("two-phase-distribution")).start(pullingCapabilities);
});
afterAll(async () => {
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
});

const asList = (found: Location | Location[] | null) => (Array.isArray(found) ? found : found === null ? [] : [found]);
const shown = (found: readonly Location[]) =>
  found.map(({ uri, range }) => `${uri.replace(/^.*\//, "")}:${range.start.line + 1}:${range.start.character + 1}`);

async function definition(page: Page, marked: string): Promise<string[]> {
  return shown(
    asList((await client.connection.sendRequest(DefinitionRequest.type, page.where(marked))) as Location | Location[]),
  );
}

async function references(page: Page, marked: string, includeDeclaration = true): Promise<string[]> {
  const params = { ...page.where(marked), context: { includeDeclaration } };
  return shown((await client.connection.sendRequest(ReferencesRequest.type, params)) ?? []);
}

describe("of a description", () => {
  const open = () => samplePage(client, "boots/two-phase-distribution/digest-cache.conf");

  it("lead to the section that describes it", async () => {
    const page = await open();
    expect(await definition(page, "parsers = tl‸v\n")).toEqual(["digest-cache.conf:7:10"]);
    expect(await definition(page, "signed-by = distri‸bution")).toEqual(["digest-cache.conf:15:7"]);
    expect(await definition(page, "from-phase = initr‸amfs")).toEqual(["digest-cache.conf:20:9"]);
    // A list goes to the pattern that describes it.
    expect(await definition(page, "tlv-local rpm-gl‸ibc-2.40")).toEqual(["digest-cache.conf:38:15"]);
    expect(await definition(page, "policy = ima-pol‸icy")).toEqual(["ima-policy:1:1"]);
  });

  it("are found everywhere", async () => {
    const page = await open();
    expect(await references(page, '[key "distri‸bution"]')).toEqual([
      "digest-cache.conf:15:7",
      "digest-cache.conf:40:13",
      "digest-cache.conf:45:13",
    ]);
    expect(await references(page, '[key "distri‸bution"]', false)).toEqual([
      "digest-cache.conf:40:13",
      "digest-cache.conf:45:13",
    ]);
    const lit = await client.connection.sendRequest(DocumentHighlightRequest.type, page.where("parsers = tl‸v\n"));
    expect(lit?.map(({ range }) => `${range.start.line + 1}: ${page.shown(range)}`)).toEqual([
      "7: tlv",
      "23: tlv",
      "30: tlv",
    ]);
  });

  it("can be others", async () => {
    const page = await open();
    const place = page.where('[phase "root‸fs"]');
    const prepared = await client.connection.sendRequest(PrepareRenameRequest.type, place);
    expect(prepared).toEqual({ range: page.range("rootfs"), placeholder: "rootfs" });
    const edit = await client.connection.sendRequest(RenameRequest.type, { ...place, newName: "root" });
    const after = withEdits(page.text, edit?.changes?.[page.uri] ?? []);
    expect(after).toBe(
      page.text.replaceAll("phase = rootfs", "phase = root").replace('[phase "rootfs"]', '[phase "root"]'),
    );
    const taken = client.connection.sendRequest(RenameRequest.type, { ...place, newName: "initramfs" });
    await expect(taken).rejects.toThrow("initramfs");
    const key = await client.connection.sendRequest(PrepareRenameRequest.type, page.where("sign‸ature"));
    expect(key).toBeNull();
  });
});

describe("of a policy", () => {
  const text =
    "dont_measure fsmagic=0x9fa0\nmeasure func=FILE_CHECK fowner=1000 obj_type=bin_t\n" +
    "dont_appraise fsmagic=0x00009FA0\nappraise func=BPRM_CHECK uid>1000 obj_type=bin_t\n";

  it("are found however they are written", async () => {
    const page = await Page.open(client, "names/ima-policy", text);
    expect(await references(page, "0x9f‸a0")).toEqual(["ima-policy:1:22", "ima-policy:3:23"]);
    expect(await references(page, "fowner=10‸00")).toEqual(["ima-policy:2:32", "ima-policy:4:30"]);
    expect(await references(page, "bin‸_t")).toEqual(["ima-policy:2:46", "ima-policy:4:44"]);
  });

  it("labels can be renamed, words of the kernel cannot", async () => {
    const page = await Page.open(client, "rename/ima-policy", text);
    const edit = await client.connection.sendRequest(RenameRequest.type, {
      ...page.where("bin‸_t"),
      newName: "exec_t",
    });
    expect(withEdits(page.text, edit?.changes?.[page.uri] ?? [])).toBe(text.replaceAll("bin_t", "exec_t"));
    const hook = await client.connection.sendRequest(PrepareRenameRequest.type, page.where("FILE_‸CHECK"));
    expect(hook).toBeNull();
    const wrong = client.connection.sendRequest(RenameRequest.type, { ...page.where("bin‸_t"), newName: "two words" });
    await expect(wrong).rejects.toThrow();
  });
});
