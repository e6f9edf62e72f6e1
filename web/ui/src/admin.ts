// Behaviour of our own pages (admin, portal). The pages are written by the server and reloaded after a
// change; what is here is only what HTML cannot do: calling the REST API, and showing an upload's way.

import { forms } from "./admin/forms.ts";
import { importing } from "./admin/import.ts";
import { tokens } from "./admin/token.ts";
import { menus } from "./menus.ts";

forms();
importing();
tokens();
menus();
