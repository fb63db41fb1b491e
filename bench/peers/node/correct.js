// The whole path, done right: the token is verified, membership checked, number, message and outbox row committed in
// one transaction under the lock of the topic's row, the poster acknowledged, and every member shown it through Redis.
// Posts come over the socket, or as POST /api/topics/:id/messages.
const { randomUUID } = require('crypto');
const http = require('http');
const { createAdapter } = require('@socket.io/redis-adapter');
const jwt = require('jsonwebtoken');
const { Pool } = require('pg');
const { createClient } = require('redis');
const { Server } = require('socket.io');

const { JWT_SECRET, PG_URL, PORT, REDIS_URL } = process.env;
const STATUS = { not_found: 404, invalid: 400 };
const pool = new Pool({ connectionString: PG_URL, max: 10 });

const MEMBER =
  'SELECT t.party_id FROM topic t JOIN membership b ON b.party_id = t.party_id ' +
  'WHERE t.id = $1 AND b.user_id = $2 AND NOT t.archived';
const NUMBER = 'UPDATE topic SET last_n = last_n + 1, last_rev = last_rev + 1 WHERE id = $1 RETURNING last_n, last_rev';
const INSERT =
  'INSERT INTO message (id, topic_id, n, rev, author_id, client_id, text) ' +
  'VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING created_at';
const OUTBOX = "INSERT INTO outbox (key, type, data) VALUES ($1, 'message:created', $2)";
const EARLIER =
  'SELECT id, n, rev, created_at FROM message WHERE author_id = $1 AND topic_id = $2 AND client_id = $3';

class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

async function save(author, topic, clientId, text) {
  const id = randomUUID();
  const db = await pool.connect();
  const ask = (name, sql, values) => db.query({ name, text: sql, values }); // prepared once for each connection
  try {
    await db.query('BEGIN');
    if (!(await ask('member', MEMBER, [topic, author])).rowCount) throw new Refused('not_found');
    const head = (await ask('number', NUMBER, [topic])).rows[0];
    const row = (await ask('insert', INSERT, [id, topic, head.last_n, head.last_rev, author, clientId, text])).rows[0];
    await ask('outbox', OUTBOX, [topic, JSON.stringify({ id, topic, author, text })]);
    await db.query('COMMIT');
    return { id, n: head.last_n, rev: head.last_rev, created_at: row.created_at };
  } catch (error) {
    await db.query('ROLLBACK');
    if (error.code !== '23505') throw error; // not a repeat of a post that was saved before
    return { ...(await pool.query(EARLIER, [author, topic, clientId])).rows[0], again: true };
  } finally {
    db.release();
  }
}

async function main() {
  const server = http.createServer();
  const io = new Server(server, { serveClient: false });
  const pub = createClient({ url: REDIS_URL });
  const sub = pub.duplicate();
  await Promise.all([pub.connect(), sub.connect()]);
  io.adapter(createAdapter(pub, sub));

  async function post(user, topic, m) {
    if (typeof m.text !== 'string' || !m.text || m.text.length > 4000) throw new Refused('invalid');
    const saved = await save(user.sub, topic, m.client_id, m.text);
    const { id, created_at } = saved;
    const [n, rev] = [+saved.n, +saved.rev];
    const shownUser = { id: user.sub, name: user.name, avatar: user.avatar };
    if (!saved.again)
      io.to(`topic:${topic}`).emit('message', { n, rev, id, topic, user: shownUser, created_at, text: m.text });
    return { n, id };
  }

  server.on('request', (request, response) => {
    if (!request.url.startsWith('/api/')) return;
    let body = '';
    const say = (status, object) => {
      const text = JSON.stringify(object);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    };
    request.on('data', (chunk) => (body += chunk));
    request.on('end', async () => {
      try {
        const user = jwt.verify(request.headers.authorization.slice(7), JWT_SECRET);
        say(201, await post(user, request.url.split('/')[3], JSON.parse(body)));
      } catch (error) {
        say(STATUS[error.code] || 500, { error: error.message });
      }
    });
  });

  io.use(async (socket, next) => {
    try {
      const { token, topic } = socket.handshake.query;
      socket.user = jwt.verify(token, JWT_SECRET);
      if (!(await pool.query(MEMBER, [topic, socket.user.sub])).rowCount) throw new Refused('not_found');
      socket.join(`topic:${topic}`);
      next();
    } catch (error) {
      next(error);
    }
  });
  io.on('connection', (socket) => {
    socket.on('message', async (m, done) => {
      try {
        done(await post(socket.user, m.topic, m));
      } catch (error) {
        done({ error: error.code || 'failed' });
      }
    });
    socket.emit('ready', {});
  });
  server.listen(+PORT, '127.0.0.1', 1024);
}

main();
