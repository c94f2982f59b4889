{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}

{{- define "falco-run.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "falco-run.image" -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}

{{- define "falco-run.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "falco-run.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- /* The parts take a dict: root, part ("hub"), values (those of the part). */ -}}

{{- define "falco-run.partName" -}}
{{- printf "%s-%s" (include "falco-run.fullname" .root) .part -}}
{{- end -}}

{{- define "falco-run.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .part | quote }}
{{- end -}}

{{- define "falco-run.metadata" -}}
name: {{ include "falco-run.partName" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "falco-run.selector" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
{{- end -}}

{{- /* Where pods and the audit receiver post alerts. */ -}}
{{- define "falco-run.hubUrl" -}}
{{- $scheme := ternary "https" "http" (ne .Values.hub.tls.secretName "") -}}
{{- printf "%s://%s-hub.%s.svc:%v/" $scheme (include "falco-run.fullname" .) .Release.Namespace .Values.hub.port -}}
{{- end -}}

{{- /* Deployment: needs also config (text), arguments, probe (an object), environment (a list). */ -}}
{{- define "falco-run.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "falco-run.metadata" . | nindent 2 }}
spec:
  replicas: {{ .values.replicas }}
  selector:
    matchLabels:
      {{- include "falco-run.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "falco-run.selector" . | nindent 8 }}
        falco-run/inject: "false"
      annotations:
        checksum/config: {{ .config | sha256sum }}
        {{- with .values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "falco-run.serviceAccount" .root }}
      automountServiceAccountToken: false
      {{- with .root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: {{ .part }}
          image: {{ include "falco-run.image" .root | quote }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args:
            {{- toYaml .arguments | nindent 12 }}
          {{- with .environment }}
          env:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with .values.environmentSecret }}
          envFrom:
            - secretRef:
                name: {{ . | quote }}
          {{- end }}
          ports:
            - name: {{ .part }}
              containerPort: {{ .values.port }}
              protocol: TCP
          readinessProbe:
            {{- toYaml .probe | nindent 12 }}
          livenessProbe:
            {{- toYaml .probe | nindent 12 }}
            initialDelaySeconds: 5
            periodSeconds: 20
          resources:
            {{- toYaml .values.resources | nindent 12 }}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
            readOnlyRootFilesystem: true
          volumeMounts:
            - name: config
              mountPath: /etc/falco-run
              readOnly: true
            {{- if .values.tls.secretName }}
            - name: tls
              mountPath: /etc/tls
              readOnly: true
            {{- end }}
            {{- if .tokenFile }}
            - name: token
              mountPath: /etc/token
              readOnly: true
            {{- end }}
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: config
          configMap:
            name: {{ include "falco-run.partName" . }}
        {{- with .values.tls.secretName }}
        - name: tls
          secret:
            secretName: {{ . | quote }}
            defaultMode: 0440
        {{- end }}
        {{- if .tokenFile }}
        - name: token
          secret:
            secretName: {{ .values.tokenSecret.name | quote }}
            defaultMode: 0440
            items:
              - key: {{ .values.tokenSecret.key | quote }}
                path: token
        {{- end }}
        - name: tmp
          emptyDir: {}
      {{- with .values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      affinity:
        {{- if .values.affinity }}
        {{- toYaml .values.affinity | nindent 8 }}
        {{- else }}
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    {{- include "falco-run.selector" . | nindent 20 }}
        {{- end }}
{{- end -}}

{{- /* Service: needs also servicePort. */ -}}
{{- define "falco-run.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "falco-run.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  selector:
    {{- include "falco-run.selector" . | nindent 4 }}
  ports:
    - name: {{ .part }}
      port: {{ .servicePort }}
      targetPort: {{ .part }}
      protocol: TCP
{{- end -}}

{{- define "falco-run.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "falco-run.metadata" . | nindent 2 }}
spec:
  minAvailable: {{ .values.disruptionBudget.minAvailable }}
  selector:
    matchLabels:
      {{- include "falco-run.selector" . | nindent 6 }}
{{- end -}}

{{- /* NetworkPolicy: needs also egress (a list of rules; null: everywhere). */ -}}
{{- define "falco-run.networkPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "falco-run.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "falco-run.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports:
        - port: {{ .part }}
          protocol: TCP
      {{- with .values.networkPolicy.from }}
      from:
        {{- toYaml . | nindent 8 }}
      {{- end }}
  egress:
    {{- toYaml .egress | nindent 4 }}
{{- end -}}
