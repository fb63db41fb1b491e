// Fan-out by `ws` alone, in the memory of one process: the token is verified, each message is made into JSON once.
const jwt = require('jsonwebtoken');
const { WebSocketServer } = require('ws');

const { JWT_SECRET, PORT } = process.env;
const server = new WebSocketServer({ host: '127.0.0.1', port: +PORT, backlog: 1024, perMessageDeflate: false });
const rooms = new Map();
let id = 0;

function broadcast(user, data) {
  const m = JSON.parse(data);
  const shown = { type: 'message', id: ++id, topic: m.topic, user: user.sub, ts: Date.now(), text: m.text };
  const frame = Buffer.from(JSON.stringify(shown));
  for (const member of rooms.get(m.topic)) if (member.readyState === 1) member.send(frame, { binary: false });
}

server.on('connection', (socket, request) => {
  const query = new URL(request.url, 'http://localhost').searchParams;
  const topic = query.get('topic');
  let user;
  try {
    user = jwt.verify(query.get('token'), JWT_SECRET);
  } catch {
    socket.close(4003);
    return;
  }
  if (!rooms.has(topic)) rooms.set(topic, new Set());
  const room = rooms.get(topic);
  room.add(socket);
  socket.on('message', (data) => broadcast(user, data));
  socket.on('close', () => room.delete(socket));
  socket.on('error', () => {});
  socket.send('{"type":"ready"}');
});
