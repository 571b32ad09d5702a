/** For `prisma generate` and `prisma db seed`; prisma/migrate.ts applies the migrations and needs no configuration. */
import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node bin/zeroloss.js seed' },
});
