import { createFlow } from "../../shared/http/create-flow.ts";
import { forEmployee } from "../../shared/http/route.ts";
import * as contract from "./contract.ts";
import { getConversation } from "./get-conversation.ts";
import { listConversations } from "./list-conversations.ts";
import { listMessages } from "./list-messages.ts";
import { markRead } from "./mark-read.ts";
import { searchConversations } from "./search-conversations.ts";

export default createFlow("conversations", [
  forEmployee("conversations.read", {
    method: "get",
    path: "/",
    contract: contract.ListConversations,
    run: listConversations,
  }),
  forEmployee("conversations.read", {
    method: "get",
    path: "/search",
    contract: contract.SearchConversations,
    run: searchConversations,
  }),
  forEmployee("conversations.read", {
    method: "get",
    path: "/:id",
    contract: contract.GetConversation,
    run: getConversation,
  }),
  forEmployee("conversations.read", {
    method: "get",
    path: "/:id/messages",
    contract: contract.ListMessages,
    run: listMessages,
  }),
  forEmployee("conversations.reply", {
    method: "post",
    path: "/:id/read",
    contract: contract.MarkRead,
    run: markRead,
  }),
]);
