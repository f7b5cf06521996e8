import { createFlow } from "../../shared/http/create-flow.ts";
import { forMember } from "../../shared/http/route.ts";
import { archiveNotification } from "./archive-notification.ts";
import * as contract from "./contract.ts";
import { countNotifications } from "./count-notifications.ts";
import { deleteNotification } from "./delete-notification.ts";
import { getPreferences } from "./get-preferences.ts";
import { listNotifications } from "./list-notifications.ts";
import { markSeen } from "./mark-seen.ts";
import { readAllNotifications } from "./read-all-notifications.ts";
import { readNotification } from "./read-notification.ts";
import { setPreferences } from "./set-preferences.ts";
import { unreadNotification } from "./unread-notification.ts";

export default createFlow("notifications", [
  forMember({ method: "get", path: "/", contract: contract.ListNotifications, run: listNotifications }),
  forMember({
    method: "get",
    path: "/counts",
    contract: contract.CountNotifications,
    run: countNotifications,
  }),
  forMember({ method: "post", path: "/seen", contract: contract.MarkSeen, run: markSeen }),
  forMember({
    method: "post",
    path: "/read-all",
    contract: contract.ReadAllNotifications,
    run: readAllNotifications,
  }),
  forMember({ method: "get", path: "/preferences", contract: contract.GetPreferences, run: getPreferences }),
  forMember({ method: "put", path: "/preferences", contract: contract.SetPreferences, run: setPreferences }),
  forMember({
    method: "post",
    path: "/:id/read",
    contract: contract.ReadNotification,
    run: readNotification,
  }),
  forMember({
    method: "post",
    path: "/:id/unread",
    contract: contract.UnreadNotification,
    run: unreadNotification,
  }),
  forMember({
    method: "post",
    path: "/:id/archive",
    contract: contract.ArchiveNotification,
    run: archiveNotification,
  }),
  forMember({
    method: "delete",
    path: "/:id",
    contract: contract.DeleteNotification,
    run: deleteNotification,
  }),
]);
