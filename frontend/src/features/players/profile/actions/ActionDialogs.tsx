/** The dialog of the action that is open, if one is. */
import type { BanScope } from "@/shared/api/types";
import { AdjustDialog } from "./AdjustDialog";
import type { Action } from "./actions";
import { BanDialog } from "./BanDialog";
import { EditDialog } from "./EditDialog";
import { EndSessionsDialog } from "./EndSessionsDialog";
import { LiftBanDialog } from "./LiftBanDialog";
import { NoteDialog } from "./NoteDialog";
import { ResetTwoFactorDialog } from "./ResetTwoFactorDialog";
import { SuspensionDialog } from "./SuspensionDialog";

/** An action on its way, with what it is about where there is a choice. */
export interface OpenAction {
  action: Action;
  sessionId?: string;
  scope?: BanScope;
}

export default function ActionDialogs({ open, onClose }: { open: OpenAction; onClose: () => void }) {
  switch (open.action) {
    case "note":
      return <NoteDialog onClose={onClose} />;
    case "edit":
      return <EditDialog onClose={onClose} />;
    case "ban":
      return <BanDialog onClose={onClose} />;
    case "lift":
      return <LiftBanDialog scope={open.scope ?? null} onClose={onClose} />;
    case "adjust":
      return <AdjustDialog onClose={onClose} />;
    case "end_sessions":
      return <EndSessionsDialog sessionId={open.sessionId ?? null} onClose={onClose} />;
    case "reset_two_factor":
      return <ResetTwoFactorDialog onClose={onClose} />;
    case "suspend":
    case "reinstate":
      return <SuspensionDialog action={open.action} onClose={onClose} />;
  }
}
