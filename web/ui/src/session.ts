// The attributes of the script element that the server wrote: the session's request token and some texts.

import { connect } from "../../lib/server.ts";
import { password } from "./dialogs.ts";

const {
  csrf = "",
  failed = "",
  cancel = "",
  confirm = "",
  goOn = "",
  unconfirmed = "",
  password: label = "",
} = document.querySelector<HTMLScriptElement>("script[data-csrf]")?.dataset ?? {};

export const words = { cancel };
const confirmation = {
  ask: (wrong: string) => password({ title: confirm, label, yes: goOn, no: cancel }, wrong),
  cancelled: unconfirmed,
};
// Pages on which plug-ins run have no text for the dialog: scripts there could read the password.
export const server = connect(csrf, failed, confirm ? confirmation : undefined);
