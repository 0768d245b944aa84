package leak_test

import (
	"testing"

	"github.com/tazzo/tazlint/analyzers/leak"
	"github.com/tazzo/tazlint/analyzers/source"
)

var images = []example{
	{"FROM x\nENV DB_PASSWORD=winterwalk\n", []string{inline + `winterwalk`}},
	{"FROM x\nENV A=1 API_TOKEN=\"q7Gx2Vb9Lk4Tn8Rz5Wm1\" \\\n    # why\n    DB_PASSWORD='winterwalk'\n", []string{inline + `"q7Gx2Vb9Lk4Tn8Rz5Wm1"`, inline + `'winterwalk'`}},
	{"FROM x\nENV DB_PASSWORD winterwalk\n", []string{inline + `winterwalk`}},
	{"FROM x\nENV DB_PASSWORD \"winterwalk\"\n", []string{inline + `winterwalk`}},
	{"FROM x\nARG NPM_TOKEN=q7Gx2Vb9Lk4Tn8Rz5Wm1\n", []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{"FROM x\nENV ADMIN_PASSWORD=admin\n", []string{weak + `admin`}},
	{"FROM x\nRUN export DB_PASSWORD=winterwalk && make\n", []string{inline + `winterwalk`}},
	{"FROM x\nRUN DB_PASSWORD=winterwalk make\n", []string{inline + `winterwalk`}},
	{"FROM x\nRUN apk add curl && \\\n    curl -u me:winterwalk \\\n      https://x.example.net\n", []string{inline + `winterwalk`}},
	{"FROM x\nRUN --network=none --mount=type=cache,target=/x git clone https://bot:q7Gx2Vb9Lk4Tn8Rz@git.example.net/x.git\n", []string{inline + `https://bot:q7Gx2Vb9Lk4Tn8Rz@git.example.net/x.git`}},
	{"FROM x\nRUN echo \"_authToken=q7Gx2Vb9Lk4Tn8Rz5Wm1\" > .npmrc\n", []string{inline + `q7Gx2Vb9Lk4Tn8Rz5Wm1`}},
	{"FROM x\nRUN <<EOF\nexport DB_PASSWORD=winterwalk\nmake\nEOF\nUSER me\n", []string{inline + `winterwalk`}},
	{"FROM x\nRUN cat <<EOF > app.ini\n[db]\npassword = winterwalk\nEOF\n", []string{inline + `winterwalk`}},
	{"FROM x\nCOPY <<EOF /app.env\nDB_PASSWORD=winterwalk\nEOF\n", []string{inline + `winterwalk`}},
	{"FROM x\nCMD [\"serve\", \"--password\", \"winterwalk\"]\n", []string{inline + `winterwalk`}},
	{"FROM x\nONBUILD ENV DB_PASSWORD=winterwalk\n", []string{inline + `winterwalk`}},
	{"FROM x\nADD https://me:winterwalk@x.example.net/a.tar /\n", []string{inline + `https://me:winterwalk@x.example.net/a.tar`}},
	{"FROM x\r\nENV DB_PASSWORD=winterwalk\r\n", []string{inline + `winterwalk`}},
}

var harmlessImages = []string{
	"FROM x\nARG DB_PASSWORD\n",
	"FROM x\nARG DB_PASSWORD=\n",
	"FROM x\nENV DB_PASSWORD=$DB_PASSWORD\n",
	"FROM x\nENV DB_PASSWORD ${DB_PASSWORD}\n",
	"FROM x\nENV DB_PASSWORD_FILE=/run/secrets/winterwalk\n",
	"FROM x\nENV SECRET_NAME=winterwalk-credentials\n",
	"FROM x\nENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568\n",
	"FROM x\nENV KEYCLOAK_VERSION=25.0.4\n",
	"FROM x\nLABEL password=winterwalk\n",
	"FROM x\n# ENV DB_PASSWORD=winterwalk\n",
	"FROM x\nRUN --mount=type=secret,id=npm_token npm ci\n",
	"FROM x\nRUN --mount=type=secret,id=t TOKEN=$(cat /run/secrets/t) make\n",
	"FROM x\nRUN echo \"_authToken=${NPM_TOKEN}\" > .npmrc\n",
	"FROM x\nRUN curl -u me:$TOKEN https://x.example.net\n",
	"FROM x\nRUN git clone https://$TOKEN@git.example.net/x.git\n",
	"FROM x\nRUN useradd -m -p '*' me\n",
	"FROM x\nRUN gpg --keyserver hkps://keys.example.net --recv-keys E3FF2839C048B25C084DEBE9B26995E310250568\n",
	"FROM x\nRUN <<EOF\nexport DB_PASSWORD=$(cat /run/secrets/db)\nEOF\n",
	"FROM x\nRUN <<EOF python3\npassword = input()\nEOF\n",
	"FROM x\nCMD [\"serve\", \"--password-file\", \"/run/secrets/winterwalk\"]\n",
	"FROM x\nCOPY --from=build --chown=me:me /app /app\n",
	"FROM x\nUSER me:winterwalk\n",
	"FROM x\nRUN mkdir -p /run/secrets && chmod 700 /run/secrets\n",
}

func TestImages(t *testing.T) {
	t.Parallel()
	checkExamples(t, "Dockerfile", images, harmlessImages)
	checkExamples(t, "ci/Containerfile.build", images[:1], harmlessImages[:1])
}

func FuzzImages(f *testing.F) {
	for _, e := range images {
		f.Add(e.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		leak.Literals(t.Context(), source.New("repo", map[string][]byte{"Dockerfile": []byte(text)}))
	})
}
