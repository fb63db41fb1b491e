// Fan-out by Socket.IO 4 and its Redis adapter: the token is verified, nothing is stored.
const http = require('http');
const { createAdapter } = require('@socket.io/redis-adapter');
const jwt = require('jsonwebtoken');
const { createClient } = require('redis');
const { Server } = require('socket.io');

const { JWT_SECRET, PORT, REDIS_URL } = process.env;

async function main() {
  const server = http.createServer();
  const io = new Server(server, { serveClient: false, transports: ['websocket', 'polling'] });
  const pub = createClient({ url: REDIS_URL });
  const sub = pub.duplicate();
  await Promise.all([pub.connect(), sub.connect()]);
  io.adapter(createAdapter(pub, sub));
  let id = 0;
  io.use((socket, next) => {
    try {
      socket.user = jwt.verify(socket.handshake.query.token, JWT_SECRET);
      next();
    } catch (error) {
      next(error);
    }
  });
  io.on('connection', (socket) => {
    socket.join(socket.handshake.query.topic);
    socket.on('message', (m) => {
      const shown = { type: 'message', id: ++id, topic: m.topic, user: socket.user.sub, ts: Date.now(), text: m.text };
      io.to(m.topic).emit('message', shown);
    });
    socket.emit('ready', {});
  });
  server.listen(+PORT, '127.0.0.1', 1024);
}

main();
