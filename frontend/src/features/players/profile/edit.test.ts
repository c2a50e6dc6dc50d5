import { describe, expect, it } from "vitest";
import type { Player } from "@/shared/api/types";
import { changed, changesOf, merge, needsNumber } from "./edit";

function player(facts: Partial<Player> = {}): Player {
  return {
    username: "zoe",
    first_name: "Zoé",
    last_name: null,
    email: "zoe@mail.example",
    phone: null,
    date_of_birth: null,
    country: "BR",
    region: null,
    language: "pt-BR",
    document: { type: "cpf", number: "12345678900" },
    masked: false,
    revision: 3,
    ...facts,
  } as Player;
}
const MASKED = player({
  masked: true,
  email: "z***@m***",
  first_name: "Z.",
  document: { type: "cpf", number: "***00" },
});

describe("what an edit changes", () => {
  it("is what differs, blanks at the ends aside", () => {
    expect(changed(player(), { username: " zoe ", country: "PT", phone: "" })).toEqual(["country"]);
    expect(changesOf(player(), { email: " new@mail.example ", first_name: "" })).toEqual({
      email: "new@mail.example",
      first_name: "",
    });
  });

  it("is everything typed against a mask, even the mask itself", () => {
    expect(changesOf(MASKED, { email: "z***@m***" })).toEqual({ email: "z***@m***" });
    expect(changesOf(MASKED, { phone: "" })).toEqual({});
    expect(changesOf(MASKED, {})).toEqual({});
  });

  it("sends a document whole", () => {
    expect(changesOf(player(), { document_type: "passport" })).toEqual({
      document: { type: "passport", number: "12345678900" },
    });
    expect(changesOf(MASKED, { document_number: "999" })).toEqual({ document: { type: "cpf", number: "999" } });
    expect(needsNumber(MASKED, { document_type: "passport" })).toBe(true);
    expect(needsNumber(MASKED, { document_type: "passport", document_number: "X1" })).toBe(false);
    expect(needsNumber(player(), { document_type: "passport" })).toBe(false);
  });
});

describe("a newer state", () => {
  it("keeps what was typed and names what both changed", () => {
    const now = player({ email: "ana@mail.example", country: "PT", revision: 4 });
    expect(merge(player(), now, { email: "zoe2@mail.example", region: "SP" })).toEqual({
      theirs: ["country", "email"],
      conflicts: ["email"],
      draft: { email: "zoe2@mail.example", region: "SP" },
    });
  });

  it("takes what was left alone from the newest state", () => {
    const now = player({ username: "zoex", country: "PT", revision: 4 });
    const untouched = { username: "zoe", country: "BR", email: "zoe@mail.example" };
    expect(merge(player(), now, { ...untouched, region: "RJ" })).toEqual({
      theirs: ["username", "country"],
      conflicts: [],
      draft: { region: "RJ" },
    });
  });

  it("drops what the other person already did", () => {
    const now = player({ country: "PT", revision: 4 });
    expect(merge(player(), now, { country: "PT" })).toEqual({ theirs: ["country"], conflicts: [], draft: {} });
  });

  it("believes the server where masks look alike", () => {
    const now = { ...MASKED, revision: 4 };
    expect(merge(MASKED, now, { email: "x@mail.example" }, ["email", "document.number"])).toMatchObject({
      theirs: ["email", "document_number"],
      conflicts: ["email"],
    });
  });
});
