// The pages of file import and file export. They draw into their own elements. Elements that plug-ins may receive stay
// unchanged (ADR 3).

import { exporting } from "./csv/export.ts";
import { importing } from "./csv/import.ts";

exporting();
importing();
