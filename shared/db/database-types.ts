// The database's types as Supabase's CLI reads them from the schema: made by `deno task generate`.
// `public` is what the Data API shows; `private` is for our own code behind it.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "private": {
    Tables: {
      "business_secrets": {
        Row: {
          "business_id": string;
          "created_at": string;
          "data": string;
          "key_id": string;
          "name": string;
          "nonce": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "created_at"?: string;
          "data": string;
          "key_id": string;
          "name": string;
          "nonce": string;
          "updated_at"?: string;
        };
        Update: {
          "business_id"?: string;
          "created_at"?: string;
          "data"?: string;
          "key_id"?: string;
          "name"?: string;
          "nonce"?: string;
          "updated_at"?: string;
        };
        Relationships: [];
      };
      "client_identities": {
        Row: {
          "business_id": string;
          "client_id": string;
          "first_seen_at": string;
          "kind": string;
          "valid_until": string;
          "value": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "client_id": string;
          "first_seen_at": string;
          "kind": string;
          "valid_until"?: string;
          "value": string;
        };
        Update: {
          "business_id"?: string;
          "client_id"?: string;
          "first_seen_at"?: string;
          "kind"?: string;
          "valid_until"?: string;
          "value"?: string;
        };
        Relationships: [];
      };
      "clock": {
        Row: {
          "last_tick_at": string | null;
          "one": boolean;
        };
        ComputedFields: never;
        Insert: {
          "last_tick_at"?: string | null;
          "one"?: boolean;
        };
        Update: {
          "last_tick_at"?: string | null;
          "one"?: boolean;
        };
        Relationships: [];
      };
      "communication_statuses": {
        Row: {
          "at": string;
          "detail": string | null;
          "final": boolean;
          "provider": string;
          "provider_id": string;
          "status": string;
          "suppressed_at": string | null;
        };
        ComputedFields: never;
        Insert: {
          "at": string;
          "detail"?: string | null;
          "final"?: boolean;
          "provider": string;
          "provider_id": string;
          "status": string;
          "suppressed_at"?: string | null;
        };
        Update: {
          "at"?: string;
          "detail"?: string | null;
          "final"?: boolean;
          "provider"?: string;
          "provider_id"?: string;
          "status"?: string;
          "suppressed_at"?: string | null;
        };
        Relationships: [];
      };
      "email_batches": {
        Row: {
          "closed_at": string | null;
          "created_at": string;
          "id": string;
          "log_ids": (string)[];
          "mails": string | null;
          "uncertain_since": string | null;
        };
        ComputedFields: never;
        Insert: {
          "closed_at"?: string | null;
          "created_at"?: string;
          "id": string;
          "log_ids": (string)[];
          "mails"?: string | null;
          "uncertain_since"?: string | null;
        };
        Update: {
          "closed_at"?: string | null;
          "created_at"?: string;
          "id"?: string;
          "log_ids"?: (string)[];
          "mails"?: string | null;
          "uncertain_since"?: string | null;
        };
        Relationships: [];
      };
      "jobs": {
        Row: {
          "again": boolean;
          "attempts": number;
          "business_id": string | null;
          "created_at": string;
          "due_at": string;
          "error": string | null;
          "finished_at": string | null;
          "id": number;
          "key": string;
          "lease_token": string | null;
          "lease_until": string | null;
          "outcome": string | null;
          "payload": NonNullable<Json>;
          "queue": string;
          "run_at": string;
        };
        ComputedFields: never;
        Insert: {
          "again"?: boolean;
          "attempts"?: number;
          "business_id"?: string | null;
          "created_at"?: string;
          "due_at": string;
          "error"?: string | null;
          "finished_at"?: string | null;
          "id"?: never;
          "key": string;
          "lease_token"?: string | null;
          "lease_until"?: string | null;
          "outcome"?: string | null;
          "payload"?: NonNullable<Json>;
          "queue": string;
          "run_at": string;
        };
        Update: {
          "again"?: boolean;
          "attempts"?: number;
          "business_id"?: string | null;
          "created_at"?: string;
          "due_at"?: string;
          "error"?: string | null;
          "finished_at"?: string | null;
          "id"?: never;
          "key"?: string;
          "lease_token"?: string | null;
          "lease_until"?: string | null;
          "outcome"?: string | null;
          "payload"?: NonNullable<Json>;
          "queue"?: string;
          "run_at"?: string;
        };
        Relationships: [];
      };
      "message_statuses": {
        Row: {
          "at": string;
          "business_id": string;
          "channel_id": string;
          "error": Json | null;
          "payload": NonNullable<Json>;
          "recipient": string;
          "status": string;
          "wamid": string;
        };
        ComputedFields: never;
        Insert: {
          "at": string;
          "business_id": string;
          "channel_id": string;
          "error"?: Json | null;
          "payload": NonNullable<Json>;
          "recipient"?: string;
          "status": string;
          "wamid": string;
        };
        Update: {
          "at"?: string;
          "business_id"?: string;
          "channel_id"?: string;
          "error"?: Json | null;
          "payload"?: NonNullable<Json>;
          "recipient"?: string;
          "status"?: string;
          "wamid"?: string;
        };
        Relationships: [];
      };
      "notification_tests": {
        Row: {
          "business_id": string;
          "employee_id": string;
          "sent_at": (string)[];
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "employee_id": string;
          "sent_at"?: (string)[];
        };
        Update: {
          "business_id"?: string;
          "employee_id"?: string;
          "sent_at"?: (string)[];
        };
        Relationships: [];
      };
      "notified_events": {
        Row: {
          "business_id": string;
          "created_at": string;
          "dedupe_key": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "created_at"?: string;
          "dedupe_key": string;
        };
        Update: {
          "business_id"?: string;
          "created_at"?: string;
          "dedupe_key"?: string;
        };
        Relationships: [];
      };
      "providers": {
        Row: {
          "allowance": number | null;
          "closed_until": string;
          "failures": number;
          "name": string;
          "next_call_at": string;
          "probe_until": string;
          "queue": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "allowance"?: number | null;
          "closed_until"?: string;
          "failures"?: number;
          "name": string;
          "next_call_at"?: string;
          "probe_until"?: string;
          "queue": string;
          "updated_at"?: string;
        };
        Update: {
          "allowance"?: number | null;
          "closed_until"?: string;
          "failures"?: number;
          "name"?: string;
          "next_call_at"?: string;
          "probe_until"?: string;
          "queue"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "providers_queue_fkey";
            columns: ["queue"];
            isOneToOne: false;
            referencedRelation: "queues";
            referencedColumns: ["name"];
          },
        ];
      };
      "queues": {
        Row: {
          "attempts": number;
          "backoff": string;
          "batch": number;
          "dispatcher": string;
          "lease": string;
          "longest_backoff": string;
          "name": string;
          "pause": string;
          "rate_per_second": number | null;
        };
        ComputedFields: never;
        Insert: {
          "attempts": number;
          "backoff": string;
          "batch": number;
          "dispatcher": string;
          "lease": string;
          "longest_backoff": string;
          "name": string;
          "pause"?: string;
          "rate_per_second"?: number | null;
        };
        Update: {
          "attempts"?: number;
          "backoff"?: string;
          "batch"?: number;
          "dispatcher"?: string;
          "lease"?: string;
          "longest_backoff"?: string;
          "name"?: string;
          "pause"?: string;
          "rate_per_second"?: number | null;
        };
        Relationships: [];
      };
      "vapid_headers": {
        Row: {
          "expires_at": string;
          "header": string;
          "origin": string;
        };
        ComputedFields: never;
        Insert: {
          "expires_at": string;
          "header": string;
          "origin": string;
        };
        Update: {
          "expires_at"?: string;
          "header"?: string;
          "origin"?: string;
        };
        Relationships: [];
      };
      "wake_ups": {
        Row: {
          "answered_at": string | null;
          "asked_at": string;
          "dispatcher": string;
          "error": string | null;
          "id": number;
          "request_id": number;
          "status": number | null;
        };
        ComputedFields: never;
        Insert: {
          "answered_at"?: string | null;
          "asked_at"?: string;
          "dispatcher": string;
          "error"?: string | null;
          "id"?: never;
          "request_id": number;
          "status"?: number | null;
        };
        Update: {
          "answered_at"?: string | null;
          "asked_at"?: string;
          "dispatcher"?: string;
          "error"?: string | null;
          "id"?: never;
          "request_id"?: number;
          "status"?: number | null;
        };
        Relationships: [];
      };
      "webhook_events": {
        Row: {
          "channel_id": string | null;
          "dedupe_key": string;
          "error": string | null;
          "id": number;
          "outcome": string | null;
          "payload": NonNullable<Json>;
          "processed_at": string | null;
          "received_at": string;
          "source": string;
        };
        ComputedFields: never;
        Insert: {
          "channel_id"?: string | null;
          "dedupe_key": string;
          "error"?: string | null;
          "id"?: never;
          "outcome"?: string | null;
          "payload": NonNullable<Json>;
          "processed_at"?: string | null;
          "received_at"?: string;
          "source": string;
        };
        Update: {
          "channel_id"?: string | null;
          "dedupe_key"?: string;
          "error"?: string | null;
          "id"?: never;
          "outcome"?: string | null;
          "payload"?: NonNullable<Json>;
          "processed_at"?: string | null;
          "received_at"?: string;
          "source"?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      "add_permission": {
        Args: { "new_default_roles": (string)[]; "new_description": string; "new_key": string };
        Returns: undefined;
      };
      "admit_calls": {
        Args: { "of_queue": string; "provider": string; "wanted": number };
        Returns: {
          "allowed": number;
          "spacing_ms": number;
          "wait_ms": number;
          "watched": boolean;
        }[];
      };
      "after_quiet": {
        Args: { "at": string; "quiet_from": string; "quiet_until": string; "time_zone": string };
        Returns: string;
      };
      "audience": {
        Args: { "business": string; "required": string; "wanted": Json };
        Returns: Database["public"]["Tables"]["employees"]["Row"][];
        SetofOptions: {
          from: "*";
          to: "employees";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      "businesses_with": { Args: { "required": string }; Returns: string[] };
      "cancel_jobs": { Args: { "in_queue": string; "keys": (string)[] }; Returns: number };
      "claim_jobs": {
        Args: { "from_queue": string; "most"?: number };
        Returns: {
          "attempts": number;
          "business_id": string;
          "due_at": string;
          "id": number;
          "key": string;
          "payload": Json;
          "token": string;
        }[];
      };
      "close_dead_email_batches": { Args: Record<PropertyKey, never>; Returns: number };
      "close_email_batch": { Args: { "batch": string; "results": Json }; Returns: undefined };
      "communication_rank": { Args: { "status": string }; Returns: number };
      "create_business": {
        Args: {
          "admin_name": string;
          "admin_user": string;
          "business_name": string;
          "business_slug": string;
        };
        Returns: string;
      };
      "email_addresses": {
        Args: { "users": (string)[] };
        Returns: {
          "address": string;
          "user_id": string;
        }[];
      };
      "employees_that_are_me": { Args: Record<PropertyKey, never>; Returns: string[] };
      "end_identity": {
        Args: { "at_time": string; "business": string; "holder": string; "phone_key": string };
        Returns: undefined;
      };
      "enqueue": { Args: { "into_queue": string; "jobs": Json }; Returns: number };
      "find_client": {
        Args: { "at_time": string; "business": string; "phone_key": string; "user_key": string };
        Returns: Record<string, unknown>;
      };
      "find_clients": {
        Args: { "businesses": (string)[]; "channels": (string)[]; "people": Json };
        Returns: Record<string, unknown>;
      };
      "freeze_emails": {
        Args: { "batch": string; "held": string; "jobs": Json; "logs": Json; "mails": string };
        Returns: undefined;
      };
      "harvest_wake_ups": { Args: Record<PropertyKey, never>; Returns: number };
      "holds": { Args: { "employee": string; "required": string; "role": string }; Returns: boolean };
      "identify_client": {
        Args: { "at_time": string; "business": string; "phone_key": string; "user_key": string };
        Returns: string;
      };
      "lock_provider": {
        Args: { "of_queue": string; "provider": string };
        Returns: {
          "allowance": number | null;
          "closed_until": string;
          "failures": number;
          "name": string;
          "next_call_at": string;
          "probe_until": string;
          "queue": string;
          "updated_at": string;
        };
        SetofOptions: {
          from: "*";
          to: "providers";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      "make_audit_partitions": { Args: { "months_ahead"?: number }; Returns: number };
      "mark_read": {
        Args: { "business": string; "conversation": string; "up_to"?: string };
        Returns: number;
      };
      "merge_clients": { Args: { "business": string; "same": (string)[] }; Returns: string };
      "message_preview": { Args: { "body": string; "kind": string; "language": string }; Returns: string };
      "move_client": {
        Args: {
          "at_time": string;
          "business": string;
          "from_phone": string;
          "from_user": string;
          "to_phone": string;
          "to_user": string;
        };
        Returns: string;
      };
      "move_notifications": {
        Args: { "business": string; "new_conversation": string; "old_conversation": string };
        Returns: undefined;
      };
      "my_membership": {
        Args: { "business": string };
        Returns: {
          "employee_id": string;
          "permissions": Json;
        }[];
      };
      "my_permissions": { Args: Record<PropertyKey, never>; Returns: string[] };
      "notify": {
        Args: {
          "action_path": string;
          "audience": Json;
          "business": string;
          "dedupe_key"?: string;
          "devices"?: (string)[];
          "expires_at"?: string;
          "group_key"?: string;
          "occurrences"?: number;
          "of_category": string;
          "priority"?: string;
          "related_id"?: string;
          "related_kind"?: string;
          "texts": Json;
        };
        Returns: number;
      };
      "notify_of_messages": {
        Args: {
          "conversations": (string)[];
          "in_conversation": (string)[];
          "opened": (string)[];
          "unread": (boolean)[];
        };
        Returns: undefined;
      };
      "permissions_of": { Args: { "employee": string }; Returns: string[] };
      "prune_jobs": { Args: Record<PropertyKey, never>; Returns: number };
      "read_health": { Args: Record<PropertyKey, never>; Returns: Json };
      "receive_resend_event": {
        Args: { "event_id": string; "failure"?: string; "payload": Json; "told": Json };
        Returns: boolean;
      };
      "receive_whatsapp": {
        Args: { "context": string; "deliveries": Json; "elements": Json; "only_channel"?: string };
        Returns: boolean;
      };
      "record_pushes": { Args: { "pushes": Json }; Returns: undefined };
      "refresh_client": { Args: { "business": string; "client": string }; Returns: undefined };
      "refuse": { Args: { "code": string; "message": string }; Returns: undefined };
      "remember_identity": {
        Args: {
          "at_time": string;
          "business": string;
          "holder": string;
          "identity": string;
          "identity_kind": string;
          "until"?: string;
        };
        Returns: undefined;
      };
      "repoint": {
        Args: { "business": string; "new_id": string; "old_id": string; "target": unknown };
        Returns: undefined;
      };
      "report_failure": {
        Args: { "of_queue": string; "provider": string; "retry_after_ms"?: number };
        Returns: number;
      };
      "report_success": { Args: { "provider": string }; Returns: undefined };
      "require_permission": { Args: { "business": string; "required": string }; Returns: undefined };
      "require_scope": { Args: { "business": string; "wanted": (string)[] }; Returns: undefined };
      "retell_messages": { Args: { "conversations": (string)[] }; Returns: undefined };
      "retire_email_template": {
        Args: { "business": string; "of_kind": string; "of_language": string };
        Returns: number;
      };
      "retry_jobs": { Args: { "ids": (number)[] }; Returns: number };
      "save_email_template": {
        Args: {
          "business": string;
          "html": string;
          "of_kind": string;
          "of_language": string;
          "plain": string;
          "subject": string;
        };
        Returns: number;
      };
      "schedule_clock": { Args: Record<PropertyKey, never>; Returns: undefined };
      "search_clients": {
        Args: { "business": string; "most"?: number; "words": string };
        Returns: Database["public"]["Tables"]["clients"]["Row"][];
        SetofOptions: {
          from: "*";
          to: "clients";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      "search_messages": {
        Args: { "business": string; "most"?: number; "words": string };
        Returns: Database["public"]["Tables"]["messages"]["Row"][];
        SetofOptions: {
          from: "*";
          to: "messages";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      "send_test_notification": {
        Args: { "business": string; "push_subscription"?: string };
        Returns: {
          "devices": number;
          "retry_after": number;
        }[];
      };
      "settle_communications": { Args: { "ids": (string)[]; "of_provider": string }; Returns: undefined };
      "settle_jobs": { Args: { "held": string; "settlements": Json }; Returns: number };
      "settle_references": { Args: { "channels": (string)[]; "wamids": (string)[] }; Returns: undefined };
      "settle_statuses": { Args: { "channels": (string)[]; "wamids": (string)[] }; Returns: undefined };
      "split_email_batch": { Args: { "batch": string; "parts": Json }; Returns: undefined };
      "status_rank": { Args: { "status": string }; Returns: number };
      "stop_emails": { Args: { "category": string; "employee": string }; Returns: undefined };
      "store_whatsapp_elements": { Args: { "elements": Json; "only_channel": string }; Returns: (string)[] };
      "store_whatsapp_events": {
        Args: { "incoming": Json; "numbers": Json; "only_channel": string };
        Returns: undefined;
      };
      "store_whatsapp_messages": {
        Args: { "businesses": (string)[]; "channels": (string)[]; "incoming": Json; "people": Json };
        Returns: undefined;
      };
      "store_whatsapp_statuses": {
        Args: { "businesses": (string)[]; "channels": (string)[]; "incoming": Json };
        Returns: undefined;
      };
      "subscribe_push": { Args: { "business": string; "device": Json }; Returns: string };
      "thaw_email_batch": { Args: { "batch": string }; Returns: boolean };
      "tick": { Args: Record<PropertyKey, never>; Returns: number };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
  "public": {
    Tables: {
      "audit_logs": {
        Row: {
          "action": string;
          "actor_id": string | null;
          "actor_kind": string;
          "actor_reason": string | null;
          "business_id": string | null;
          "created_at": string;
          "id": number;
          "ip": string | null;
          "new_values": Json | null;
          "old_values": Json | null;
          "outcome": string;
          "request_id": string | null;
          "row_id": string | null;
          "table_name": string;
          "user_agent": string | null;
        };
        ComputedFields: never;
        Insert: {
          "action": string;
          "actor_id"?: string | null;
          "actor_kind": string;
          "actor_reason"?: string | null;
          "business_id"?: string | null;
          "created_at"?: string;
          "id"?: never;
          "ip"?: string | null;
          "new_values"?: Json | null;
          "old_values"?: Json | null;
          "outcome"?: string;
          "request_id"?: string | null;
          "row_id"?: string | null;
          "table_name": string;
          "user_agent"?: string | null;
        };
        Update: {
          "action"?: string;
          "actor_id"?: string | null;
          "actor_kind"?: string;
          "actor_reason"?: string | null;
          "business_id"?: string | null;
          "created_at"?: string;
          "id"?: never;
          "ip"?: string | null;
          "new_values"?: Json | null;
          "old_values"?: Json | null;
          "outcome"?: string;
          "request_id"?: string | null;
          "row_id"?: string | null;
          "table_name"?: string;
          "user_agent"?: string | null;
        };
        Relationships: [];
      };
      "businesses": {
        Row: {
          "active": boolean;
          "created_at": string;
          "currency": string;
          "deleted_at": string | null;
          "description": string | null;
          "id": string;
          "industry": string | null;
          "last_activity_at": string | null;
          "logo_path": string | null;
          "name": string;
          "onboarding_step": string;
          "opening_hours": NonNullable<Json>;
          "primary_color": string | null;
          "primary_language": string;
          "secondary_color": string | null;
          "secondary_language": string | null;
          "slug": string;
          "time_zone": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "active"?: boolean;
          "created_at"?: string;
          "currency"?: string;
          "deleted_at"?: string | null;
          "description"?: string | null;
          "id"?: string;
          "industry"?: string | null;
          "last_activity_at"?: string | null;
          "logo_path"?: string | null;
          "name": string;
          "onboarding_step"?: string;
          "opening_hours"?: NonNullable<Json>;
          "primary_color"?: string | null;
          "primary_language"?: string;
          "secondary_color"?: string | null;
          "secondary_language"?: string | null;
          "slug": string;
          "time_zone"?: string;
          "updated_at"?: string;
        };
        Update: {
          "active"?: boolean;
          "created_at"?: string;
          "currency"?: string;
          "deleted_at"?: string | null;
          "description"?: string | null;
          "id"?: string;
          "industry"?: string | null;
          "last_activity_at"?: string | null;
          "logo_path"?: string | null;
          "name"?: string;
          "onboarding_step"?: string;
          "opening_hours"?: NonNullable<Json>;
          "primary_color"?: string | null;
          "primary_language"?: string;
          "secondary_color"?: string | null;
          "secondary_language"?: string | null;
          "slug"?: string;
          "time_zone"?: string;
          "updated_at"?: string;
        };
        Relationships: [];
      };
      "channel_events": {
        Row: {
          "business_id": string;
          "channel_id": string | null;
          "created_at": string;
          "dedupe_key": string;
          "event": string | null;
          "field": string;
          "id": string;
          "occurred_at": string;
          "payload": NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "channel_id"?: string | null;
          "created_at"?: string;
          "dedupe_key": string;
          "event"?: string | null;
          "field": string;
          "id"?: string;
          "occurred_at": string;
          "payload": NonNullable<Json>;
        };
        Update: {
          "business_id"?: string;
          "channel_id"?: string | null;
          "created_at"?: string;
          "dedupe_key"?: string;
          "event"?: string | null;
          "field"?: string;
          "id"?: string;
          "occurred_at"?: string;
          "payload"?: NonNullable<Json>;
        };
        Relationships: [
          {
            foreignKeyName: "channel_events_business_id_channel_id_fkey";
            columns: ["business_id", "channel_id"];
            isOneToOne: false;
            referencedRelation: "channels";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "channel_events_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
        ];
      };
      "channels": {
        Row: {
          "active": boolean;
          "business_id": string;
          "created_at": string;
          "display_phone_number": string | null;
          "id": string;
          "kind": string;
          "name": string;
          "phone_number_id": string;
          "updated_at": string;
          "waba_id": string;
        };
        ComputedFields: never;
        Insert: {
          "active"?: boolean;
          "business_id": string;
          "created_at"?: string;
          "display_phone_number"?: string | null;
          "id"?: string;
          "kind"?: string;
          "name": string;
          "phone_number_id": string;
          "updated_at"?: string;
          "waba_id": string;
        };
        Update: {
          "active"?: boolean;
          "business_id"?: string;
          "created_at"?: string;
          "display_phone_number"?: string | null;
          "id"?: string;
          "kind"?: string;
          "name"?: string;
          "phone_number_id"?: string;
          "updated_at"?: string;
          "waba_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "channels_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
        ];
      };
      "clients": {
        Row: {
          "business_id": string;
          "created_at": string;
          "id": string;
          "language": string | null;
          "name": string | null;
          "phone": string | null;
          "profile_name": string | null;
          "updated_at": string;
          "username": string | null;
          "wa_id": string | null;
          "wa_user_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "created_at"?: string;
          "id"?: string;
          "language"?: string | null;
          "name"?: string | null;
          "phone"?: string | null;
          "profile_name"?: string | null;
          "updated_at"?: string;
          "username"?: string | null;
          "wa_id"?: string | null;
          "wa_user_id"?: string | null;
        };
        Update: {
          "business_id"?: string;
          "created_at"?: string;
          "id"?: string;
          "language"?: string | null;
          "name"?: string | null;
          "phone"?: string | null;
          "profile_name"?: string | null;
          "updated_at"?: string;
          "username"?: string | null;
          "wa_id"?: string | null;
          "wa_user_id"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "clients_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
        ];
      };
      "communication_logs": {
        Row: {
          "business_id": string | null;
          "channel": string;
          "client_id": string | null;
          "created_at": string;
          "employee_id": string | null;
          "error": string | null;
          "id": string;
          "kind": string;
          "language": string | null;
          "notification_id": string | null;
          "provider": string;
          "provider_id": string | null;
          "recipient": string;
          "status": string;
          "template_version": string | null;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id"?: string | null;
          "channel": string;
          "client_id"?: string | null;
          "created_at"?: string;
          "employee_id"?: string | null;
          "error"?: string | null;
          "id"?: string;
          "kind": string;
          "language"?: string | null;
          "notification_id"?: string | null;
          "provider": string;
          "provider_id"?: string | null;
          "recipient": string;
          "status": string;
          "template_version"?: string | null;
          "updated_at"?: string;
        };
        Update: {
          "business_id"?: string | null;
          "channel"?: string;
          "client_id"?: string | null;
          "created_at"?: string;
          "employee_id"?: string | null;
          "error"?: string | null;
          "id"?: string;
          "kind"?: string;
          "language"?: string | null;
          "notification_id"?: string | null;
          "provider"?: string;
          "provider_id"?: string | null;
          "recipient"?: string;
          "status"?: string;
          "template_version"?: string | null;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "communication_logs_business_id_client_id_fkey";
            columns: ["business_id", "client_id"];
            isOneToOne: false;
            referencedRelation: "clients";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "communication_logs_business_id_employee_id_fkey";
            columns: ["business_id", "employee_id"];
            isOneToOne: false;
            referencedRelation: "employees";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "communication_logs_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
        ];
      };
      "conversations": {
        Row: {
          "assignee_id": string | null;
          "business_id": string;
          "channel_id": string;
          "client_id": string;
          "created_at": string;
          "handled_by": string;
          "id": string;
          "last_inbound_at": string | null;
          "last_message_at": string | null;
          "state": string;
          "unread_count": number;
          "updated_at": string;
          "window_expires_at": string | null;
        };
        ComputedFields: never;
        Insert: {
          "assignee_id"?: string | null;
          "business_id": string;
          "channel_id": string;
          "client_id": string;
          "created_at"?: string;
          "handled_by"?: string;
          "id"?: string;
          "last_inbound_at"?: string | null;
          "last_message_at"?: string | null;
          "state"?: string;
          "unread_count"?: number;
          "updated_at"?: string;
          "window_expires_at"?: string | null;
        };
        Update: {
          "assignee_id"?: string | null;
          "business_id"?: string;
          "channel_id"?: string;
          "client_id"?: string;
          "created_at"?: string;
          "handled_by"?: string;
          "id"?: string;
          "last_inbound_at"?: string | null;
          "last_message_at"?: string | null;
          "state"?: string;
          "unread_count"?: number;
          "updated_at"?: string;
          "window_expires_at"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "conversations_business_id_assignee_id_fkey";
            columns: ["business_id", "assignee_id"];
            isOneToOne: false;
            referencedRelation: "employees";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "conversations_business_id_channel_id_fkey";
            columns: ["business_id", "channel_id"];
            isOneToOne: false;
            referencedRelation: "channels";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "conversations_business_id_client_id_fkey";
            columns: ["business_id", "client_id"];
            isOneToOne: false;
            referencedRelation: "clients";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "conversations_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
        ];
      };
      "email_suppressions": {
        Row: {
          "address": string;
          "business_id": string | null;
          "created_at": string;
          "detail": string | null;
          "id": string;
          "reason": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "address": string;
          "business_id"?: string | null;
          "created_at"?: string;
          "detail"?: string | null;
          "id"?: string;
          "reason": string;
          "updated_at"?: string;
        };
        Update: {
          "address"?: string;
          "business_id"?: string | null;
          "created_at"?: string;
          "detail"?: string | null;
          "id"?: string;
          "reason"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "email_suppressions_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
        ];
      };
      "email_templates": {
        Row: {
          "business_id": string;
          "created_at": string;
          "html": string;
          "id": string;
          "kind": string;
          "language": string;
          "made_by": string | null;
          "retired_at": string | null;
          "subject": string;
          "text": string;
          "updated_at": string;
          "version": number;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "created_at"?: string;
          "html": string;
          "id"?: string;
          "kind": string;
          "language": string;
          "made_by"?: string | null;
          "retired_at"?: string | null;
          "subject": string;
          "text": string;
          "updated_at"?: string;
          "version": number;
        };
        Update: {
          "business_id"?: string;
          "created_at"?: string;
          "html"?: string;
          "id"?: string;
          "kind"?: string;
          "language"?: string;
          "made_by"?: string | null;
          "retired_at"?: string | null;
          "subject"?: string;
          "text"?: string;
          "updated_at"?: string;
          "version"?: number;
        };
        Relationships: [
          {
            foreignKeyName: "email_templates_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "email_templates_business_id_made_by_fkey";
            columns: ["business_id", "made_by"];
            isOneToOne: false;
            referencedRelation: "employees";
            referencedColumns: ["business_id", "id"];
          },
        ];
      };
      "employee_permissions": {
        Row: {
          "business_id": string;
          "created_at": string;
          "effect": string;
          "employee_id": string;
          "permission": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "created_at"?: string;
          "effect": string;
          "employee_id": string;
          "permission": string;
          "updated_at"?: string;
        };
        Update: {
          "business_id"?: string;
          "created_at"?: string;
          "effect"?: string;
          "employee_id"?: string;
          "permission"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "employee_permissions_business_id_employee_id_fkey";
            columns: ["business_id", "employee_id"];
            isOneToOne: false;
            referencedRelation: "employees";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "employee_permissions_permission_fkey";
            columns: ["permission"];
            isOneToOne: false;
            referencedRelation: "permissions";
            referencedColumns: ["key"];
          },
        ];
      };
      "employees": {
        Row: {
          "active": boolean;
          "business_id": string;
          "created_at": string;
          "display_name": string;
          "id": string;
          "language": string | null;
          "role_id": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "active"?: boolean;
          "business_id": string;
          "created_at"?: string;
          "display_name": string;
          "id"?: string;
          "language"?: string | null;
          "role_id": string;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "active"?: boolean;
          "business_id"?: string;
          "created_at"?: string;
          "display_name"?: string;
          "id"?: string;
          "language"?: string | null;
          "role_id"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "employees_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "employees_business_id_role_id_fkey";
            columns: ["business_id", "role_id"];
            isOneToOne: false;
            referencedRelation: "roles";
            referencedColumns: ["business_id", "id"];
          },
        ];
      };
      "messages": {
        Row: {
          "body": string | null;
          "business_id": string;
          "channel_id": string;
          "conversation_id": string;
          "created_at": string;
          "delivered_at": string | null;
          "direction": string;
          "edited_at": string | null;
          "error": Json | null;
          "failed_at": string | null;
          "forwarded": boolean;
          "id": string;
          "kind": string;
          "origin": string;
          "payload": NonNullable<Json>;
          "reactions": NonNullable<Json>;
          "read_at": string | null;
          "received_at": string;
          "refers_to_wamid": string | null;
          "reply_to_wamid": string | null;
          "revoked_at": string | null;
          "search": unknown;
          "sender": Json | null;
          "sent_at": string | null;
          "seq": number;
          "status": string;
          "updated_at": string;
          "wamid": string | null;
        };
        ComputedFields: never;
        Insert: {
          "body"?: string | null;
          "business_id": string;
          "channel_id": string;
          "conversation_id": string;
          "created_at"?: string;
          "delivered_at"?: string | null;
          "direction": string;
          "edited_at"?: string | null;
          "error"?: Json | null;
          "failed_at"?: string | null;
          "forwarded"?: boolean;
          "id"?: string;
          "kind": string;
          "origin": string;
          "payload"?: NonNullable<Json>;
          "reactions"?: NonNullable<Json>;
          "read_at"?: string | null;
          "received_at"?: string;
          "refers_to_wamid"?: string | null;
          "reply_to_wamid"?: string | null;
          "revoked_at"?: string | null;
          "search"?: never;
          "sender"?: Json | null;
          "sent_at"?: string | null;
          "seq"?: never;
          "status"?: string;
          "updated_at"?: string;
          "wamid"?: string | null;
        };
        Update: {
          "body"?: string | null;
          "business_id"?: string;
          "channel_id"?: string;
          "conversation_id"?: string;
          "created_at"?: string;
          "delivered_at"?: string | null;
          "direction"?: string;
          "edited_at"?: string | null;
          "error"?: Json | null;
          "failed_at"?: string | null;
          "forwarded"?: boolean;
          "id"?: string;
          "kind"?: string;
          "origin"?: string;
          "payload"?: NonNullable<Json>;
          "reactions"?: NonNullable<Json>;
          "read_at"?: string | null;
          "received_at"?: string;
          "refers_to_wamid"?: string | null;
          "reply_to_wamid"?: string | null;
          "revoked_at"?: string | null;
          "search"?: never;
          "sender"?: Json | null;
          "sent_at"?: string | null;
          "seq"?: never;
          "status"?: string;
          "updated_at"?: string;
          "wamid"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "messages_business_id_conversation_id_channel_id_fkey";
            columns: ["business_id", "conversation_id", "channel_id"];
            isOneToOne: false;
            referencedRelation: "conversations";
            referencedColumns: ["business_id", "id", "channel_id"];
          },
        ];
      };
      "notification_categories": {
        Row: {
          "channels": (string)[];
          "description": string;
          "email_delay": string;
          "key": string;
          "permission": string | null;
          "priority": string;
        };
        ComputedFields: never;
        Insert: {
          "channels": (string)[];
          "description": string;
          "email_delay"?: string;
          "key": string;
          "permission"?: string | null;
          "priority": string;
        };
        Update: {
          "channels"?: (string)[];
          "description"?: string;
          "email_delay"?: string;
          "key"?: string;
          "permission"?: string | null;
          "priority"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "notification_categories_permission_fkey";
            columns: ["permission"];
            isOneToOne: false;
            referencedRelation: "permissions";
            referencedColumns: ["key"];
          },
        ];
      };
      "notification_preferences": {
        Row: {
          "business_id": string;
          "category": string;
          "channel": string;
          "created_at": string;
          "employee_id": string;
          "enabled": boolean;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "category": string;
          "channel": string;
          "created_at"?: string;
          "employee_id": string;
          "enabled": boolean;
          "updated_at"?: string;
        };
        Update: {
          "business_id"?: string;
          "category"?: string;
          "channel"?: string;
          "created_at"?: string;
          "employee_id"?: string;
          "enabled"?: boolean;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "notification_preferences_business_id_employee_id_fkey";
            columns: ["business_id", "employee_id"];
            isOneToOne: false;
            referencedRelation: "employees";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "notification_preferences_category_fkey";
            columns: ["category"];
            isOneToOne: false;
            referencedRelation: "notification_categories";
            referencedColumns: ["key"];
          },
        ];
      };
      "notifications": {
        Row: {
          "action_path": string;
          "archived_at": string | null;
          "bell": boolean;
          "body": string;
          "business_id": string;
          "category": string;
          "created_at": string;
          "employee_id": string;
          "expires_at": string | null;
          "group_key": string | null;
          "id": string;
          "language": string;
          "occurrences": number;
          "permission": string | null;
          "priority": string;
          "read_at": string | null;
          "related_id": string | null;
          "related_kind": string | null;
          "seen_at": string | null;
          "title": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "action_path": string;
          "archived_at"?: string | null;
          "bell": boolean;
          "body": string;
          "business_id": string;
          "category": string;
          "created_at"?: string;
          "employee_id": string;
          "expires_at"?: string | null;
          "group_key"?: string | null;
          "id"?: string;
          "language": string;
          "occurrences"?: number;
          "permission"?: string | null;
          "priority": string;
          "read_at"?: string | null;
          "related_id"?: string | null;
          "related_kind"?: string | null;
          "seen_at"?: string | null;
          "title": string;
          "updated_at"?: string;
        };
        Update: {
          "action_path"?: string;
          "archived_at"?: string | null;
          "bell"?: boolean;
          "body"?: string;
          "business_id"?: string;
          "category"?: string;
          "created_at"?: string;
          "employee_id"?: string;
          "expires_at"?: string | null;
          "group_key"?: string | null;
          "id"?: string;
          "language"?: string;
          "occurrences"?: number;
          "permission"?: string | null;
          "priority"?: string;
          "read_at"?: string | null;
          "related_id"?: string | null;
          "related_kind"?: string | null;
          "seen_at"?: string | null;
          "title"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "notifications_business_id_employee_id_fkey";
            columns: ["business_id", "employee_id"];
            isOneToOne: false;
            referencedRelation: "employees";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "notifications_category_fkey";
            columns: ["category"];
            isOneToOne: false;
            referencedRelation: "notification_categories";
            referencedColumns: ["key"];
          },
          {
            foreignKeyName: "notifications_permission_fkey";
            columns: ["permission"];
            isOneToOne: false;
            referencedRelation: "permissions";
            referencedColumns: ["key"];
          },
        ];
      };
      "permissions": {
        Row: {
          "default_roles": (string)[];
          "description": string;
          "key": string;
        };
        ComputedFields: never;
        Insert: {
          "default_roles": (string)[];
          "description": string;
          "key": string;
        };
        Update: {
          "default_roles"?: (string)[];
          "description"?: string;
          "key"?: string;
        };
        Relationships: [];
      };
      "platform_admins": {
        Row: {
          "created_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "push_subscriptions": {
        Row: {
          "auth": string;
          "browser": string | null;
          "business_id": string;
          "created_at": string;
          "device_type": string;
          "employee_id": string;
          "endpoint": string;
          "failures": number;
          "id": string;
          "last_delivered_at": string | null;
          "name": string | null;
          "p256dh": string;
          "system": string | null;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "auth": string;
          "browser"?: string | null;
          "business_id": string;
          "created_at"?: string;
          "device_type"?: string;
          "employee_id": string;
          "endpoint": string;
          "failures"?: number;
          "id"?: string;
          "last_delivered_at"?: string | null;
          "name"?: string | null;
          "p256dh": string;
          "system"?: string | null;
          "updated_at"?: string;
        };
        Update: {
          "auth"?: string;
          "browser"?: string | null;
          "business_id"?: string;
          "created_at"?: string;
          "device_type"?: string;
          "employee_id"?: string;
          "endpoint"?: string;
          "failures"?: number;
          "id"?: string;
          "last_delivered_at"?: string | null;
          "name"?: string | null;
          "p256dh"?: string;
          "system"?: string | null;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "push_subscriptions_business_id_employee_id_fkey";
            columns: ["business_id", "employee_id"];
            isOneToOne: false;
            referencedRelation: "employees";
            referencedColumns: ["business_id", "id"];
          },
        ];
      };
      "quiet_hours": {
        Row: {
          "business_id": string;
          "created_at": string;
          "employee_id": string;
          "quiet_from": string;
          "quiet_until": string;
          "time_zone": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "created_at"?: string;
          "employee_id": string;
          "quiet_from": string;
          "quiet_until": string;
          "time_zone": string;
          "updated_at"?: string;
        };
        Update: {
          "business_id"?: string;
          "created_at"?: string;
          "employee_id"?: string;
          "quiet_from"?: string;
          "quiet_until"?: string;
          "time_zone"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "quiet_hours_business_id_employee_id_fkey";
            columns: ["business_id", "employee_id"];
            isOneToOne: false;
            referencedRelation: "employees";
            referencedColumns: ["business_id", "id"];
          },
        ];
      };
      "role_permissions": {
        Row: {
          "business_id": string;
          "created_at": string;
          "permission": string;
          "role_id": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "created_at"?: string;
          "permission": string;
          "role_id": string;
        };
        Update: {
          "business_id"?: string;
          "created_at"?: string;
          "permission"?: string;
          "role_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "role_permissions_business_id_role_id_fkey";
            columns: ["business_id", "role_id"];
            isOneToOne: false;
            referencedRelation: "roles";
            referencedColumns: ["business_id", "id"];
          },
          {
            foreignKeyName: "role_permissions_permission_fkey";
            columns: ["permission"];
            isOneToOne: false;
            referencedRelation: "permissions";
            referencedColumns: ["key"];
          },
        ];
      };
      "roles": {
        Row: {
          "business_id": string;
          "created_at": string;
          "description": string | null;
          "id": string;
          "key": string;
          "name": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "business_id": string;
          "created_at"?: string;
          "description"?: string | null;
          "id"?: string;
          "key": string;
          "name": string;
          "updated_at"?: string;
        };
        Update: {
          "business_id"?: string;
          "created_at"?: string;
          "description"?: string | null;
          "id"?: string;
          "key"?: string;
          "name"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "roles_business_id_fkey";
            columns: ["business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      [_ in never]: never;
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof (
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
    )
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals } ? (
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
  )[TableName] extends {
    Row: infer R;
  } ? R
  : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R;
    } ? R
    : never
  : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Insert: infer I;
  } ? I
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I;
    } ? I
    : never
  : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Update: infer U;
  } ? U
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U;
    } ? U
    : never
  : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never;

export const Constants = {
  "private": {
    Enums: {},
  },
  "public": {
    Enums: {},
  },
} as const;
