-- What the peer keeps: one party with its members and topics, messages and an outbox. Made anew before every run.
DROP TABLE IF EXISTS outbox, message, membership, topic, party, app_user;
CREATE TABLE app_user (id uuid PRIMARY KEY, username text NOT NULL, avatar text NOT NULL DEFAULT '');
CREATE TABLE party (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE membership (
    id bigserial PRIMARY KEY,
    party_id uuid NOT NULL REFERENCES party,
    user_id uuid NOT NULL REFERENCES app_user,
    role text NOT NULL DEFAULT 'member',
    UNIQUE (party_id, user_id)
);
CREATE TABLE topic (
    id uuid PRIMARY KEY,
    party_id uuid NOT NULL REFERENCES party,
    name text NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    last_n bigint NOT NULL DEFAULT 0,
    last_rev bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE INDEX ON topic (party_id);
CREATE TABLE message (
    id uuid PRIMARY KEY,
    topic_id uuid NOT NULL REFERENCES topic,
    n bigint NOT NULL,
    rev bigint NOT NULL,
    author_id uuid NOT NULL REFERENCES app_user,
    client_id uuid NOT NULL,
    text text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    edited_at timestamptz,
    deleted_at timestamptz,
    UNIQUE (topic_id, n),
    UNIQUE (topic_id, rev),
    UNIQUE (author_id, topic_id, client_id)
);
CREATE TABLE outbox (
    id bigserial PRIMARY KEY,
    key uuid NOT NULL,
    type text NOT NULL,
    data text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
);
CREATE INDEX ON outbox (id) WHERE sent_at IS NULL;
