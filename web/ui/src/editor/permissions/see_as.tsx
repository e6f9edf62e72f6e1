// "See as": shows what a chosen user may do, and by which rows.

import { useState } from "preact/hooks";
import type { PersonOfApp } from "../../../../api/generated/rest.ts";
import { server } from "../../session.ts";
import { named, text } from "../texts.ts";
import { RIGHTS, type Row, relations } from "./model.ts";
import { type Choice, Picker } from "./picker.tsx";

const USERS = ["user"] as const;

interface SeeAsOf {
  app: number;
  /** The rows of the permissions for the app. */
  rows: Row[];
  person: PersonOfApp | null;
  see: (person: PersonOfApp | null) => void;
}

export function SeeAs({ app, rows, person, see }: SeeAsOf) {
  const [failed, fail] = useState("");
  const pick = async ({ id }: Choice) => {
    try {
      see(await server.call("GET", "/k/api/app/person.json", { app, user: id.slice(id.indexOf(":") + 1) }));
      fail("");
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <Picker id="pd-see-as-user" label={text("see_as_user")} kinds={USERS} choices={[]} taken={[]} pick={pick} />
      {failed && <p class="pd-error">{failed}</p>}
      {person && (
        <div class="pd-actions" role="status">
          <p>{summary(rows, person)}</p>
          <button type="button" class="pd-button pd-button-small" onClick={() => see(null)}>
            {text("see_as_end")}
          </button>
        </div>
      )}
    </>
  );
}

/** Tells what the person may do in the app. */
function summary(rows: Row[], person: PersonOfApp): string {
  const { name } = person;
  if (!person.active) return text("see_as_inactive", { name });
  const row = rows[relations(rows, person).indexOf("decides")];
  const rights = RIGHTS.app.filter((right) => row?.granted.has(right) || (right === "appEditable" && person.admin));
  if (rights.length === 0) return text("see_as_nothing", { name });
  return text("see_as_may", {
    name,
    rights: rights.map((right) => named(`right.${right}`)).join(text("see_as_comma")),
  });
}
