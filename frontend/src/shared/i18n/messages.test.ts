/** Both languages carry the same texts, none is empty, and every text that the code asks for exists. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "../..");
const PLURAL = /_(zero|one|two|few|many|other)$/;

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
}

function flat(value: unknown, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, child] of Object.entries(value as Record<string, unknown>)) {
    const here = path ? `${path}.${key}` : key;
    if (typeof child === "string") found.set(here, child);
    else for (const [name, text] of flat(child, here)) found.set(name, text);
  }
  return found;
}

function read(path: string): Map<string, string> {
  return flat(JSON.parse(readFileSync(path, "utf8")));
}

function variables(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? "").sort();
}

const english = files(SRC).filter((path) => path.endsWith("i18n/en.json"));

describe.each(english.map((path) => [relative(SRC, path), path]))("%s", (_name, path) => {
  const en = read(path);
  const pt = read(path.replace("en.json", "pt-BR.json"));

  it("has the same keys in Portuguese", () => {
    expect([...pt.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it("has no empty text", () => {
    const empty = [...en, ...pt].filter(([, text]) => text.trim() === "").map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it("fills in the same values in both languages", () => {
    const differing = [...en].filter(([key, text]) => variables(text).join() !== variables(pt.get(key) ?? "").join());
    expect(differing.map(([key]) => key)).toEqual([]);
  });
});

/** Which file holds a namespace: the folder of a part of the app is its name, but for the shell. */
const NAMESPACES: Record<string, string> = {
  shared: "shared/i18n/en.json",
  shell: "app/i18n/en.json",
  trail: "shared/trail/i18n/en.json",
  auth: "features/auth/i18n/en.json",
  dashboard: "features/dashboard/i18n/en.json",
  players: "features/players/i18n/en.json",
  player: "features/players/profile/i18n/en.json",
  approvals: "features/approvals/i18n/en.json",
  adjustment: "shared/adjustment/i18n/en.json",
  playerList: "features/players/list/i18n/en.json",
  figure: "shared/figure/i18n/en.json",
  exporting: "shared/exporting/i18n/en.json",
  views: "shared/views/i18n/en.json",
  jobs: "features/jobs/i18n/en.json",
  tickets: "features/tickets/i18n/en.json",
  figures: "features/figures/i18n/en.json",
  audit: "features/audit/i18n/en.json",
  operators: "features/operators/i18n/en.json",
  staff: "features/staff/i18n/en.json",
};

const catalogue = new Map(
  Object.entries(NAMESPACES).map(([namespace, path]) => [
    namespace,
    new Set([...read(join(SRC, path)).keys()].flatMap((key) => [key, key.replace(PLURAL, "")])),
  ]),
);

function known(namespace: string, key: string): boolean {
  const keys = catalogue.get(namespace);
  if (!keys) return false;
  if (!key.includes("${")) return keys.has(key);
  const pattern = new RegExp(`^${key.replaceAll(".", "\\.").replace(/\$\{[^}]*\}/g, ".+")}$`);
  return [...keys].some((each) => pattern.test(each));
}

describe("texts that the code asks for", () => {
  const sources = files(SRC).filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".test.ts"));

  it("all exist", () => {
    const missing: string[] = [];
    let seen = 0;
    for (const path of sources) {
      const source = readFileSync(path, "utf8");
      const translators = new Map<string, Set<string>>();
      for (const [, alias, namespace] of source.matchAll(
        /\{ t(?:: (\w+))?(?:, i18n)? \} = useTranslation\("(\w+)"\)/g,
      )) {
        const name = alias ?? "t";
        translators.set(name, (translators.get(name) ?? new Set()).add(namespace ?? ""));
      }
      for (const [name, namespaces] of translators) {
        const calls = new RegExp(`(?<![\\w.])${name}\\(\\s*([^,()]*(?:\\([^()]*\\))?[^,()]*)`, "g");
        for (const call of source.matchAll(calls))
          for (const quoted of (call[1] ?? "").matchAll(/(?:^|[?:]\s*)(?:"([^"]+)"|`([^`]+)`)/g)) {
            const key = quoted[1] ?? quoted[2] ?? "";
            seen += 1;
            if (![...namespaces].some((namespace) => known(namespace, key)))
              missing.push(`${relative(SRC, path)}: ${key}`);
          }
      }
    }
    expect(missing).toEqual([]);
    // The search itself must not silently stop finding anything.
    expect(seen).toBeGreaterThan(200);
  });
});
