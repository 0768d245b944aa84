package leak_test

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

var scripts = []example{
	{`DB_PASSWORD=winterwalk`, []string{inline + `winterwalk`}},
	{`export API_TOKEN="q7Gx2Vb9Lk4Tn8Rz5Wm1"`, []string{inline + `"q7Gx2Vb9Lk4Tn8Rz5Wm1"`}},
	{`local -r password='winterwalk'`, []string{inline + `'winterwalk'`}},
	{`declare -A keys=([password]=winterwalk [user]=app)`, []string{inline + `winterwalk`}},
	{`readonly ADMIN_PASSWORD=changeme`, []string{weak + `changeme`}},
	{`PASSWORDS=(winterwalk summerwalk)`, nil},
	{`DB_PASSWORD="${DB_PASSWORD:-winterwalk}"`, []string{inline + `winterwalk`}},
	{`: "${DB_PASSWORD:=winterwalk}"`, []string{inline + `winterwalk`}},
	{`PGPASSWORD=winterwalk psql -h db -U app`, []string{inline + `winterwalk`}},
	{`env DB_PASSWORD=winterwalk serve`, []string{inline + `winterwalk`}},
	{`serve --db-password winterwalk --port 80`, []string{inline + `winterwalk`}},
	{`serve --token="q7Gx2Vb9Lk4Tn8Rz5Wm1"`, []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{`docker login -u me -p winterwalk registry.example.net`, []string{inline + `winterwalk`}},
	{`mysql -u root -pwinterwalk app`, []string{inline + `winterwalk`}},
	{`sshpass -p winterwalk ssh me@10.0.0.1`, []string{inline + `winterwalk`}},
	{`curl -u admin:winterwalk https://x.example.net`, []string{inline + `winterwalk`}},
	{`curl -s --user "admin:winterwalk" https://x.example.net`, []string{inline + `winterwalk`}},
	{`curl -H "Authorization: Bearer q7Gx2Vb9Lk4Tn8Rz5Wm1" https://x.example.net`, []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{`curl --header 'X-Vault-Token: q7Gx2Vb9Lk4Tn8Rz5Wm1' https://x.example.net`, []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{`curl -d "user=me&password=winterwalk" https://x.example.net`, []string{inline + `winterwalk`}},
	{`curl -d '{"user": "me", "password": "winterwalk"}' https://x.example.net`, []string{inline + `"winterwalk"`}},
	{`curl -d "{\"password\": \"winterwalk\", \"host\": \"$HOST\"}" https://x.example.net`, []string{inline + `"winterwalk\"`}},
	{`docker run --env="DB_PASSWORD=winterwalk" x`, []string{inline + `winterwalk`}},
	{`git clone https://bot:q7Gx2Vb9Lk4Tn8Rz@git.example.net/x.git`, []string{inline + `https://bot:q7Gx2Vb9Lk4Tn8Rz@git.example.net/x.git`}},
	{`psql "postgres://app:winterwalk@$HOST/app"`, []string{inline + `postgres://app:winterwalk@$HOST/app`}},
	{`psql "host=$HOST user=app password=winterwalk"`, []string{inline + `host=$HOST user=app password=winterwalk`}},
	{`kubectl create secret generic db -n web --from-literal=password=winterwalk`, []string{plain + `winterwalk`}},
	{`kubectl create secret generic db --from-literal password=winterwalk`, []string{plain + `winterwalk`}},
	{`vault kv put secret/db password=winterwalk user=app`, []string{inline + `winterwalk`}},
	{`vault login q7Gx2Vb9Lk4Tn8Rz5Wm1`, []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{`htpasswd -bc auth me winterwalk`, []string{inline + `winterwalk`}},
	{`echo winterwalk | docker login --password-stdin`, []string{inline + `winterwalk`}},
	{`echo "root:winterwalk" | chpasswd`, []string{inline + `winterwalk`}},
	{`gh auth login --with-token <<< q7Gx2Vb9Lk4Tn8Rz5Wm1`, []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{`docker run -e MYSQL_ROOT_PASSWORD=winterwalk mysql`, []string{inline + `winterwalk`}},
	{`helm install x y --set auth.user=me,auth.password=winterwalk`, []string{inline + `winterwalk`}},
	{`terraform apply -var="db_password=winterwalk"`, []string{inline + `winterwalk`}},
	{`docker build --build-arg NPM_TOKEN=q7Gx2Vb9Lk4Tn8Rz5Wm1 .`, []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{`openssl enc -aes-256-cbc -pass pass:winterwalk`, []string{inline + `winterwalk`}},
	{`redis-cli -a winterwalk ping`, []string{inline + `winterwalk`}},
	{`aws configure set aws_secret_access_key q7Gx2Vb9Lk4Tn8Rz5Wm1`, []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{`echo "DB_PASSWORD=winterwalk" >> .env`, []string{inline + `winterwalk`}},
	{"cat > .env <<EOF\nDB_PASSWORD=winterwalk\nHOST=$HOST\nEOF\n", []string{inline + `winterwalk`}},
	{"kubectl apply -f - <<EOF\napiVersion: v1\nkind: Secret\nmetadata:\n  name: $NAME\nstringData:\n  password: winterwalk\n  token: $TOKEN\nEOF\n", []string{plain + `winterwalk`}},
	{"f() {\n\tcat > x.yaml <<-EOF\n\tapiVersion: v1\n\tkind: Secret\n\tmetadata:\n\t  name: x\n\tdata:\n\t  password: d2ludGVyd2Fsaw==\n\tEOF\n}\n", []string{plain + `d2ludGVyd2Fsaw==`}},
	{"ssh host bash <<'EOF'\nmysql -pwinterwalk app\nEOF\n", []string{inline + `winterwalk`}},
	{"DB_PASSWORD=winterwalk\nif then\n", []string{inline + `winterwalk`}},
	{"serve \\\n  --user me \\\n  --password \"winterwalk\" \\\n  --port 80\n", []string{inline + `winterwalk`}},
}

var harmlessScripts = []string{
	`DB_PASSWORD="$(pass show db)"`,
	`DB_PASSWORD=$1`,
	`DB_PASSWORD="${DB_PASSWORD:?must be set}"`,
	`DB_PASSWORD="${DB_PASSWORD:-}"`,
	`DB_PASSWORD="$(openssl rand -hex 16)"`,
	`TOKEN_FILE=/run/secrets/winterwalk`,
	`SECRET_NAME=winterwalk-credentials`,
	`PASSWORD_LENGTH=24`,
	`PASS=0`,
	`PASS="✓"`,
	`PASS="PASS"`,
	`PASS='\033[0;32mPASS\033[0m'`,
	`PASSWORD=PASSWORD`,
	`read -r -s -p "Password: " PASSWORD`,
	`[ "$PASSWORD" = "winterwalk" ] && exit 1`,
	`[[ $1 == --password ]] && shift`,
	"case \"$1\" in\n  --password) PASSWORD=\"$2\" ;;\nesac\n",
	`echo "Password: the one that you were given"`,
	`echo "usage: $0 --password PASSWORD"`,
	`echo Use --password winterwalk to log in`,
	`printf 'password: %s\n' "$PASSWORD"`,
	`grep -q "password=winterwalk" file`,
	`sed -i "s/password=.*/password=$PASSWORD/" app.ini`,
	`awk -F= '/password=/ {print $2}' file`,
	`serve --password "$PASSWORD"`,
	`serve --password-file /run/winterwalk`,
	`serve --password PASSWORD`,
	`serve --password <(pass show db)`,
	`docker login -u me --password-stdin < token`,
	`docker run -p 8080:80 -u 1000:1000 nginx`,
	`mysql -u root -p app`,
	`mysql -p"$PASSWORD" -P3306 app`,
	`curl -u "$USER:$PASSWORD" https://x.example.net`,
	`curl -H "Authorization: Bearer $TOKEN" https://x.example.net`,
	`curl -H "Authorization: token ${GITHUB_TOKEN}" https://x.example.net`,
	`curl -H "Content-Type: application/json" https://x.example.net`,
	`kubectl create secret generic db --from-literal=password="$PASSWORD"`,
	`kubectl create secret generic db --from-literal=host=db.example.net`,
	`kubectl create secret generic db --from-file=password=./winterwalk`,
	`kubectl get secret db -o jsonpath='{.data.password}'`,
	`vault kv put secret/db password=@winterwalk token=-`,
	`vault kv get -field=password secret/db`,
	`vault login -method=oidc role=admin`,
	`git clone https://oauth2:$TOKEN@git.example.net/x.git`,
	`git clone git@git.example.net:me/x.git`,
	`psql "postgres://app:$PASSWORD@db/app"`,
	`echo "$PASSWORD" | docker login --password-stdin`,
	`helm install x y --set auth.existingSecret=winterwalk-credentials`,
	`pass insert lab/password`,
	`getpasswd='getent passwd'`,
	`passwd="cat /etc/passwd"`,
	`docker run --env="MYSQL_RANDOM_ROOT_PASSWORD=yes" x`,
	`sed -i "s/THE_MYSQL_PASSWORD/$PASSWORD/g" Dockerfile`,
	`mail_password="${1}${2}"`,
	`DH_TOKEN=$(echo "$CRED" | sed -e 's/^[^:]*://')`,
	`curl -d "{\"password\": \"$PASSWORD\"}" https://x.example.net`,
	`curl -d "{'commit':'COMMIT', 'token':'TOKEN'}" https://x.example.net`,
	`openssl enc -pass env:PASSWORD -in x`,
	"usage() {\n  cat <<EOF\nDB_PASSWORD=winterwalk\nEOF\n}\n",
	"cat <<EOF\nUsage: x\n  PASSWORD: what to log in with\nEOF\n",
	": <<'EOF'\nPASSWORD=winterwalk\nEOF\n",
	"cat > .env <<EOF\nDB_PASSWORD=$PASSWORD\nTOKEN=${TOKEN}\nEOF\n",
	"kubectl apply -f - <<EOF\napiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  password: $(echo -n \"$P\" | base64)\nEOF\n",
	"# DB_PASSWORD=winterwalk\n",
	`ssh-keygen -t ed25519 -N "" -f key`,
	`gpg --batch --passphrase '' --quick-gen-key me`,
	`jq -r '.password="winterwalk"' x.json`,
}

func TestScripts(t *testing.T) {
	t.Parallel()
	checkExamples(t, "run.sh", scripts, harmlessScripts)
	checkExamples(t, "bin/run", []example{{"#!/usr/bin/env bash\nserve --password winterwalk\n", []string{inline + "winterwalk"}}}, nil)
	checkExamples(t, ".envrc", []example{{"export DB_PASSWORD=winterwalk\n", []string{inline + "winterwalk"}}}, nil)
	checkExamples(t, "tests/run.sh", nil, []string{"DB_PASSWORD=winterwalk\n"})
}

func FuzzScripts(f *testing.F) {
	for _, e := range scripts {
		f.Add(e.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		leak.Literals(t.Context(), source.New("repo", map[string][]byte{"run.sh": []byte(text)}))
	})
}
