// The pages of file import and file export. They draw into elements of their own; what plug-ins are handed stays (ADR 3).

import { exporting } from "./csv/export.ts";
import { importing } from "./csv/import.ts";

exporting();
importing();
