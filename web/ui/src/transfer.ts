// The pages of file import and file export. They draw into elements of their own; what plug-ins are handed stays (ADR 3).

import { exporting } from "./transfer/export.ts";
import { importing } from "./transfer/import.ts";

exporting();
importing();
