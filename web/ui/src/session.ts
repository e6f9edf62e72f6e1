// The attributes of the script element that the server wrote: the session's request token and some texts.

import { connect } from "../../lib/server.ts";

const {
  csrf = "",
  failed = "",
  cancel = "",
} = document.querySelector<HTMLScriptElement>("script[data-csrf]")?.dataset ?? {};

export const words = { cancel };
export const server = connect(csrf, failed);
