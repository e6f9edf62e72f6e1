// What the server wrote beside the script of a page of ours: the session's request token, and a few words.

import { connect } from "../../lib/server.ts";

const {
  csrf = "",
  failed = "",
  cancel = "",
} = document.querySelector<HTMLScriptElement>("script[data-csrf]")?.dataset ?? {};

export const words = { cancel };
export const server = connect(csrf, failed);
