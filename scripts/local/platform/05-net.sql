-- pg_net's interface, as of 0.20, over plain tables. Locally scripts/local/network.ts sends what stands in the queue.
-- Hosted projects let more roles in. Frontdesk must not lean on that, so here the owner of our objects is the only one.
create schema net;
comment on schema net is 'pg_net, played: requests that leave once their transaction is committed, and their answers.';

-- Unlogged as the real ones are: a crash of Postgres empties both, and request ids begin anew.
create unlogged table net.http_request_queue (
  id bigserial,
  method text not null check (method in ('GET', 'POST', 'DELETE')),
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds int not null
);
comment on table net.http_request_queue is 'Requests that nobody has taken yet; taking one removes it.';

create unlogged table net._http_response (
  id bigint,
  status_code int,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index on net._http_response (created);
comment on table net._http_response is 'What became of each request, under its id. Forgotten after six hours.';

create function net._urlencode_string(string text) returns text language sql immutable set search_path = '' as $$
  select string_agg(
    case
      when letter ~ '^[A-Za-z0-9_.~-]$' collate "C" then letter
      else regexp_replace(upper(encode(convert_to(letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g')
    end, '' order by place)
  from regexp_split_to_table(string, '') with ordinality as letters (letter, place)
$$;
comment on function net._urlencode_string is 'A text as it may stand in the query of a URL.';

create function net._with_params(url text, params jsonb) returns text language sql immutable set search_path = '' as $$
  select url || coalesce(
    case when strpos(url, '?') > 0 then '&' else '?' end
      || string_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value), '&'), '')
  from jsonb_each_text(params)
$$;
comment on function net._with_params is 'A URL with key/value pairs added to its query.';

create function net._enqueue(
  method text, url text, params jsonb, headers jsonb, body jsonb, timeout_milliseconds int
) returns bigint language sql set search_path = '' as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values (method, net._with_params(url, params), headers, convert_to(body::text, 'UTF8'), timeout_milliseconds)
  returning id
$$;
comment on function net._enqueue is 'Puts a request into the queue and returns its id.';

create function net.http_get(
  url text,
  params jsonb default '{}',
  headers jsonb default '{}',
  timeout_milliseconds int default 5000
) returns bigint language sql security definer set search_path = '' as $$
  select net._enqueue('GET', url, params, headers, null, timeout_milliseconds)
$$;
comment on function net.http_get is 'Queues a GET; returns the id under which its answer will stand.';

create function net.http_post(
  url text,
  body jsonb default '{}',
  params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}',
  timeout_milliseconds int default 5000
) returns bigint language plpgsql security definer set search_path = '' as $$
declare
  content_type text := (select value from jsonb_each_text(headers) where lower(key) = 'content-type' limit 1);
begin
  if content_type <> 'application/json' then
    raise exception 'net.http_post sends nothing but application/json';
  end if;
  if content_type is null then
    headers := coalesce(headers, '{}') || '{"Content-Type": "application/json"}';
  end if;
  return net._enqueue('POST', url, params, headers, body, timeout_milliseconds);
end
$$;
comment on function net.http_post is 'Queues a POST of JSON; returns the id under which its answer will stand.';

create function net.http_delete(
  url text,
  params jsonb default '{}',
  headers jsonb default '{}',
  timeout_milliseconds int default 5000,
  body jsonb default null
) returns bigint language sql security definer set search_path = '' as $$
  select net._enqueue('DELETE', url, params, headers, body, timeout_milliseconds)
$$;
comment on function net.http_delete is 'Queues a DELETE; returns the id under which its answer will stand.';

revoke execute on all functions in schema net from public;
grant usage on schema net to postgres;
grant all on all tables in schema net to postgres;
grant all on all sequences in schema net to postgres;
grant execute on all functions in schema net to postgres;
