// The behaviour of our own pages (administration, portal). The server writes the pages, and they reload after a
// change. The script does only what HTML cannot: it calls the REST API and shows the progress of uploads.

import { forms } from "./admin/forms.ts";
import { importing } from "./admin/import.ts";
import { tokens } from "./admin/token.ts";
import { menus } from "./menus.ts";

forms();
importing();
tokens();
menus();
