import { describe, expect, it } from "vitest";
import { EXPORT_COLUMNS, shownColumns } from "./columns";

describe("shownColumns", () => {
  it("writes what the list shows, in its order, with who it is in front", () => {
    expect(shownColumns(["email", "registeredAt", "country"])).toEqual([
      "external_id",
      "username",
      "email",
      "registered_at",
      "country",
    ]);
  });

  it("takes apart what the list joins, and adds the currency to amounts", () => {
    expect(shownColumns(["name", "balances", "ggr", "excluded"])).toEqual([
      "external_id",
      "username",
      "first_name",
      "last_name",
      "currency",
      "balance",
      "ggr",
      "excluded_since",
      "excluded_until",
    ]);
  });

  it("leaves out what a file does not have, and names nothing twice", () => {
    expect(shownColumns(["username", "externalId", "avatar"])).toEqual(["external_id", "username"]);
    expect(shownColumns(EXPORT_COLUMNS)).toHaveLength(EXPORT_COLUMNS.length);
  });
});
